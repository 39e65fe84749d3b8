using System.Globalization;
using NoticeService.Domain.Samples;

namespace NoticeService.Pipeline.Recording;

/// <summary>Reads recorded telemetry (DESIGN section 4): one header, one sample a line, commas, fields without commas.</summary>
public static class TelemetryCsv
{
    private static readonly string[] Columns =
    [
        "time_ms", "session_id", "user_id", "client_ip", "server", "throughput_kbps", "encoded_bitrate_kbps",
        "top_bitrate_kbps", "buffer_ms", "starved_ms", "object_bytes", "app_limited", "player",
    ];

    // The last two may be missing.
    private const int Required = 11;

    /// <summary>The rows in the order of the file, one at a time.</summary>
    /// <exception cref="FormatException">The header or a row is wrong: the message has the line and the column.</exception>
    public static IEnumerable<TelemetryRow> Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var columns = CheckHeader(reader.ReadLine());
        var line = 1;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length > 0)
            {
                yield return ReadRow(text, columns, line);
            }
        }
    }

    private static int CheckHeader(string? header)
    {
        var names = (header ?? "").Split(',');
        if (names.Length < Required || names.Length > Columns.Length || !names.SequenceEqual(Columns.Take(names.Length), StringComparer.Ordinal))
        {
            throw new FormatException($"line 1: the header must be '{string.Join(',', Columns)}'; app_limited and player may be missing.");
        }

        return names.Length;
    }

    private static TelemetryRow ReadRow(string text, int columns, int line)
    {
        Span<Range> fields = stackalloc Range[Columns.Length + 1];
        var row = text.AsSpan();
        var count = row.Split(fields, ',');
        if (count != columns)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {line}: {count} fields, where the header has {columns}."));
        }

        var time = Number(row, fields, 0, line);
        return new TelemetryRow(
            time,
            row[fields[1]].ToString(),
            row[fields[2]].ToString(),
            row[fields[3]].ToString(),
            columns > 12 ? row[fields[12]].ToString() : "",
            new Sample(
                Number(row, fields, 5, line),
                Number(row, fields, 6, line),
                Number(row, fields, 7, line),
                Number(row, fields, 8, line),
                Number(row, fields, 9, line),
                Number(row, fields, 10, line),
                columns > 11 ? Limited(row[fields[11]], line) : AppLimited.NotSaid,
                row[fields[4]].ToString(),
                time));
    }

    private static long Number(ReadOnlySpan<char> row, ReadOnlySpan<Range> fields, int column, int line) =>
        long.TryParse(row[fields[column]], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {line}: {Columns[column]} is '{row[fields[column]]}', not a whole number."));

    private static AppLimited Limited(ReadOnlySpan<char> text, int line) => text switch
    {
        "" => AppLimited.NotSaid,
        "true" => AppLimited.Yes,
        "false" => AppLimited.No,
        _ => throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {line}: app_limited is '{text}'; it must be true, false or empty.")),
    };
}
