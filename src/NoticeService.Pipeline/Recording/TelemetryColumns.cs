using System.Buffers.Text;
using System.Globalization;
using System.Text;
using NoticeService.Domain.Samples;

namespace NoticeService.Pipeline.Recording;

/// <summary>The columns of recorded telemetry (DESIGN section 4), and how a line becomes a row.</summary>
internal static class TelemetryColumns
{
    public const int Count = 13;

    // app_limited and player may be missing.
    private const int Required = 11;

    private static readonly string[] Names =
    [
        "time_ms", "session_id", "user_id", "client_ip", "server", "throughput_kbps", "encoded_bitrate_kbps",
        "top_bitrate_kbps", "buffer_ms", "starved_ms", "object_bytes", "app_limited", "player",
    ];

    /// <returns>How many columns the file has; null when it is not the header.</returns>
    public static int? CheckHeader(ReadOnlySpan<byte> line)
    {
        var names = Encoding.UTF8.GetString(line).TrimStart('\uFEFF').Split(',');
        return names.Length is >= Required and <= Count && names.SequenceEqual(Names.Take(names.Length), StringComparer.Ordinal) ? names.Length : null;
    }

    /// <summary>With all columns.</summary>
    public static string Header { get; } = string.Join(',', Names);

    public static string HeaderMistake => $"the header must be '{Header}'; app_limited and player may be missing.";

    /// <summary>Reads a line that is not empty.</summary>
    /// <param name="text">Without its end.</param>
    /// <param name="columns">As the header has.</param>
    /// <param name="line">The row; meaningless with a mistake.</param>
    /// <returns>What is wrong with it, naming the column; null when nothing is.</returns>
    public static string? Parse(ReadOnlySpan<byte> text, int columns, out TelemetryLine line)
    {
        line = default;
        Span<Range> fields = stackalloc Range[Count + 1];
        var count = Split(text, fields);
        if (count != columns)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{count} fields, where the header has {columns}.");
        }

        // Texts that a session cannot be without; an unknown server or address is dropped later, and counted.
        for (var column = 1; column <= 2; column++)
        {
            if (text[fields[column]].IsEmpty)
            {
                return $"{Names[column]} is empty.";
            }
        }

        Span<long> numbers = stackalloc long[Required];
        for (var column = 0; column < Required; column++)
        {
            if (column is >= 1 and <= 4)
            {
                continue;
            }

            // What a player does not say is 0; time and throughput it always says.
            var field = text[fields[column]];
            if (!TryNumber(field, out numbers[column]) && (!field.IsEmpty || column is 0 or 5))
            {
                return $"{Names[column]} is '{Encoding.UTF8.GetString(field)}', not a number.";
            }
        }

        if (!TryLimited(columns > 11 ? text[fields[11]] : [], out var limited))
        {
            return $"app_limited is '{Encoding.UTF8.GetString(text[fields[11]])}'; it must be true, false or empty.";
        }

        line = new TelemetryLine
        {
            TimeMs = numbers[0],
            SessionId = text[fields[1]],
            UserId = text[fields[2]],
            ClientIp = text[fields[3]],
            Server = text[fields[4]],
            Player = columns > 12 ? text[fields[12]] : [],
            ThroughputKbps = numbers[5],
            EncodedBitrateKbps = numbers[6],
            TopBitrateKbps = numbers[7],
            BufferMs = numbers[8],
            StarvedMs = numbers[9],
            ObjectBytes = numbers[10],
            AppLimited = limited,
        };
        return null;
    }

    // As RFC 4180 has it, but that a doubled quote stays doubled: ids are only compared, never shown.
    private static int Split(ReadOnlySpan<byte> text, Span<Range> fields)
    {
        var count = 0;
        var start = 0;
        while (count < fields.Length)
        {
            if (start < text.Length && text[start] == (byte)'"' && ClosingQuote(text, start + 1) is var close && close >= 0)
            {
                fields[count++] = (start + 1)..close;
                if (close + 1 >= text.Length)
                {
                    return count;
                }

                start = close + 2;
                continue;
            }

            var comma = text[start..].IndexOf((byte)',');
            fields[count++] = comma < 0 ? start..text.Length : start..(start + comma);
            if (comma < 0)
            {
                return count;
            }

            start += comma + 1;
        }

        return count;
    }

    // The quote that ends the field: before a comma or the end, and not the second of two.
    private static int ClosingQuote(ReadOnlySpan<byte> text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            if (text[at] != (byte)'"')
            {
                continue;
            }

            if (at + 1 == text.Length || text[at + 1] == (byte)',')
            {
                return at;
            }

            at += text[at + 1] == (byte)'"' ? 1 : 0;
        }

        return -1;
    }

    // Whole numbers; a fraction is rounded, since tables of floats are how many tools write integers.
    private static bool TryNumber(ReadOnlySpan<byte> field, out long value)
    {
        if (Utf8Parser.TryParse(field, out value, out var used) && used == field.Length)
        {
            return true;
        }

        value = 0;
        if (Utf8Parser.TryParse(field, out double real, out used) && used == field.Length && Math.Abs(real) < 9e15)
        {
            value = (long)Math.Round(real);
            return true;
        }

        return false;
    }

    private static bool TryLimited(ReadOnlySpan<byte> field, out AppLimited limited)
    {
        limited = AppLimited.NotSaid;
        if (field.IsEmpty)
        {
            return true;
        }

        if (Ascii.EqualsIgnoreCase(field, "true"))
        {
            limited = AppLimited.Yes;
            return true;
        }

        limited = AppLimited.No;
        return Ascii.EqualsIgnoreCase(field, "false");
    }
}
