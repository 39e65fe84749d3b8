using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace NoticeService.Pipeline.Recording;

/// <summary>
/// The files of a recording: each a whole one that can be replayed by itself, gzip member after member, so that one that was not closed can be read to
/// its last write. Not thread-safe.
/// </summary>
/// <param name="options">Where, and how much.</param>
/// <param name="time">Names the parts.</param>
/// <param name="create">Makes a file that is not there; tests put one that fails in its place.</param>
internal sealed class RecordingParts(RecordingOptions options, TimeProvider time, Func<string, Stream>? create = null) : IDisposable
{
    /// <summary>By name in order of time.</summary>
    public const string Pattern = "telemetry-*.csv.gz";

    private const long Megabyte = 1 << 20;

    private readonly MemoryStream packed = new();
    private readonly Func<string, Stream> create = create ?? (path => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0));
    private Stream? part;
    private string path = "";
    private long whole;

    /// <summary>Hears of a part that was deleted to make room.</summary>
    public Action<string> Deleted { get; set; } = _ => { };

    /// <summary>Puts rows on the disk, all or none.</summary>
    /// <exception cref="IOException">None of them: the disk is full or broken.</exception>
    public void Append(ReadOnlySpan<byte> rows)
    {
        try
        {
            RequireRoom();
            part ??= Begin();
            Pack(rows, withHeader: whole == 0);
            part.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
            whole += packed.Length;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Abandon();
            throw error as IOException ?? new IOException(error.Message, error);
        }

        if (whole >= options.PartMegabytes * Megabyte)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        part?.Dispose();
        part = null;
    }

    private Stream Begin()
    {
        MakeRoom();
        whole = 0;
        var name = string.Create(CultureInfo.InvariantCulture, $"telemetry-{time.GetUtcNow():yyyyMMdd'T'HHmmss.fff'Z'}.csv.gz");
        path = Path.Combine(options.Directory, name);
        return create(path);
    }

    // The one that begins needs room too.
    private void MakeRoom()
    {
        var parts = new DirectoryInfo(options.Directory).GetFiles(Pattern).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        var most = Math.Max(0L, options.MaxMegabytes - options.PartMegabytes) * Megabyte;
        var length = parts.Sum(f => f.Length);
        foreach (var oldest in parts)
        {
            if (length <= most)
            {
                return;
            }

            length -= oldest.Length;
            oldest.Delete();
            Deleted(oldest.Name);
        }
    }

    private void RequireRoom()
    {
        Directory.CreateDirectory(options.Directory);
        var free = new DriveInfo(Path.GetFullPath(options.Directory)).AvailableFreeSpace / Megabyte;
        if (free < options.LeaveFreeMegabytes)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The disk has {free:N0} MB left, and {options.LeaveFreeMegabytes:N0} MB are to be left free (Recording:LeaveFreeMegabytes)."));
        }
    }

    private void Pack(ReadOnlySpan<byte> rows, bool withHeader)
    {
        packed.SetLength(0);
        using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
        if (withHeader)
        {
            gzip.Write(Encoding.UTF8.GetBytes(TelemetryColumns.Header + "\n"));
        }

        gzip.Write(rows);
    }

    // A full disk takes what fits: it is cut off again, so that the part can be read to its end.
    private void Abandon()
    {
        if (part is not { } torn)
        {
            return;
        }

        part = null;
        try
        {
            torn.SetLength(whole);
            torn.Dispose();
            if (whole == 0)
            {
                File.Delete(path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Cutting needs no room; a disk that cannot even do this has the part as it is.
        }
    }
}
