using System.Buffers.Text;
using System.Text;
using NoticeService.Domain.Samples;

namespace NoticeService.Pipeline.Recording;

/// <summary>Rows of recorded telemetry (DESIGN section 4) as bytes, in a buffer that grows and is used again. Not thread-safe.</summary>
public sealed class TelemetryRows
{
    // Thirteen numbers of twenty digits and their commas: texts make their own room.
    private const int LongestNumbers = 13 * 21;

    private byte[] buffer = new byte[64 << 10];
    private int length;

    /// <summary>The names of the columns.</summary>
    public static string Header => TelemetryColumns.Header;

    /// <summary>What was added since it was cleared.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>Rows in it.</summary>
    public int Count { get; private set; }

    public void Clear() => (length, Count) = (0, 0);

    /// <summary>Adds the line of the names.</summary>
    public void AddHeader()
    {
        Text(TelemetryColumns.Header, isPlain: true);
        buffer[length - 1] = (byte)'\n';
    }

    /// <summary>Adds one row.</summary>
    public void Add(long timeMs, string sessionId, string userId, string address, in Sample sample, string player)
    {
        Number(timeMs);
        Text(sessionId);
        Text(userId);
        Text(address);
        Measured(sample);
        Text(player);
        buffer[length - 1] = (byte)'\n';
        Count++;
    }

    private void Measured(in Sample sample)
    {
        Text(sample.Server);
        Number(sample.ThroughputKbps);
        Number(sample.EncodedBitrateKbps);
        Number(sample.TopBitrateKbps);
        Number(sample.BufferMs);
        Number(sample.StarvedMs);
        Number(sample.ObjectBytes);
        Text(sample.AppLimited switch { AppLimited.Yes => "true", AppLimited.No => "false", _ => "" }, isPlain: true);
    }

    // With a quote round it where it has what divides fields, as RFC 4180 has it. Line ends are in no text that was checked.
    private void Text(string text, bool isPlain = false)
    {
        if (isPlain || text.AsSpan().IndexOfAny(',', '"') < 0)
        {
            Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
            length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(length));
            buffer[length++] = (byte)',';
            return;
        }

        Text($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", isPlain: true);
    }

    private void Number(long value)
    {
        Reserve(0);
        Utf8Formatter.TryFormat(value, buffer.AsSpan(length), out var written);
        length += written;
        buffer[length++] = (byte)',';
    }

    private void Reserve(int bytes)
    {
        if (buffer.Length - length < bytes + LongestNumbers)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + bytes + LongestNumbers));
        }
    }
}
