using System.Globalization;
using System.IO.Compression;

namespace NoticeService.Pipeline.Recording;

/// <summary>
/// Reads recorded telemetry (DESIGN section 4) line by line, plain or gzipped, in memory of a fixed size. Not thread-safe.
/// </summary>
public sealed class TelemetryReader : IDisposable
{
    /// <summary>Longest line, bytes: a row of the longest ids is far shorter.</summary>
    public const int MaxLine = 64 << 10;

    private const int BufferSize = 1 << 20;

    private readonly Stream file;
    private readonly Stream text;
    private readonly byte[] buffer = new byte[BufferSize];
    private readonly int columns;
    private int start;
    private int end;
    private bool atEnd;
    private Range row;

    /// <summary>Opens a file; one that begins as gzip does is unpacked.</summary>
    /// <exception cref="IOException">Not readable.</exception>
    /// <exception cref="FormatException">The first line is not the header.</exception>
    public TelemetryReader(string path)
        : this(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0))
    {
    }

    /// <summary>Reads a stream that can seek, and disposes of it.</summary>
    public TelemetryReader(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        file = stream;
        Span<byte> magic = stackalloc byte[2];
        var isGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
        file.Position = 0;
        text = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        try
        {
            columns = (TryLine(out var header, out _) ? TelemetryColumns.CheckHeader(header) : null)
                ?? throw new FormatException($"line 1: {TelemetryColumns.HeaderMistake}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Number of the line read last; the header is 1.</summary>
    public long Line { get; private set; }

    /// <summary>How much of the file has been read, 0 to 1.</summary>
    public double Progress => file.Length == 0 ? 1 : (double)file.Position / file.Length;

    /// <summary>Reads the next row; empty lines are passed over.</summary>
    /// <param name="line">The row, until the next call; meaningless with a mistake.</param>
    /// <param name="mistake">What is wrong with the line, with its number and column; null when nothing is.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="FormatException">The gzip data are broken.</exception>
    public bool Read(out TelemetryLine line, out string? mistake)
    {
        line = default;
        mistake = null;
        while (TryLine(out var found, out var tooLong))
        {
            if (tooLong)
            {
                mistake = $"longer than {MaxLine} bytes.";
            }
            else if (found.IsEmpty)
            {
                continue;
            }
            else
            {
                mistake = TelemetryColumns.Parse(found, columns, out line);
            }

            mistake = mistake is null ? null : string.Create(CultureInfo.InvariantCulture, $"line {Line}: {mistake}");
            return true;
        }

        return false;
    }

    /// <summary>The row that was read last, once more.</summary>
    internal TelemetryLine Again()
    {
        TelemetryColumns.Parse(buffer.AsSpan()[row], columns, out var line);
        return line;
    }

    public void Dispose()
    {
        text.Dispose();
        file.Dispose();
    }

    private bool TryLine(out ReadOnlySpan<byte> line, out bool tooLong)
    {
        tooLong = false;
        while (true)
        {
            var feed = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                line = buffer.AsSpan(start, feed).TrimEnd((byte)'\r');
                row = start..(start + line.Length);
                tooLong |= feed > MaxLine;
                start += feed + 1;
                Line++;
                return true;
            }

            if (atEnd)
            {
                line = buffer.AsSpan(start, end - start).TrimEnd((byte)'\r');
                row = start..(start + line.Length);
                var any = end > start || tooLong;
                start = end;
                Line += any ? 1 : 0;
                return any;
            }

            // The rest of a line that is too long anyway is not kept.
            tooLong |= end - start > MaxLine;
            if (tooLong)
            {
                start = end;
            }

            Fill();
        }
    }

    private void Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        try
        {
            var read = text.Read(buffer, end, buffer.Length - end);
            end += read;
            atEnd = read == 0;
        }
        catch (InvalidDataException broken)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {Line + 1}: the gzip data are broken: {broken.Message}"), broken);
        }
    }
}
