using System.IO.Compression;
using NoticeService.Domain.Networks;
using NoticeService.Pipeline.Configuration.Mmdb;

namespace NoticeService.Pipeline.Configuration;

/// <summary>Loads AS tables, and keeps them while their files stay the same, since a reload of a text must not parse 400,000 ranges again. Not thread-safe.</summary>
internal sealed class AsnSources
{
    private readonly Dictionary<string, (string Stamp, IAsnSource Source)> cache = new(StringComparer.Ordinal);

    /// <summary>Changes when the file changes.</summary>
    public static string Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? $"{file.Length}@{file.LastWriteTimeUtc.Ticks}" : "missing";
    }

    /// <summary>Reads <c>gap,length,asn</c> lines, gzipped, with a header.</summary>
    /// <exception cref="InvalidDataException">Broken; the message says where.</exception>
    /// <exception cref="IOException">Not readable.</exception>
    public IAsnSource Ranges(string path) => Cached(path, ReadRanges);

    /// <summary>Reads a MaxMind database.</summary>
    /// <exception cref="MmdbException">Broken.</exception>
    /// <exception cref="IOException">Not readable.</exception>
    public IAsnSource Mmdb(string path) => Cached(path, p => new MmdbNetworks(new MmdbReader(File.ReadAllBytes(p))));

    private static AsnRanges ReadRanges(string path)
    {
        using var file = File.OpenRead(path);
        using var gunzip = new GZipStream(file, CompressionMode.Decompress);
        using var lines = new StreamReader(gunzip);
        if (lines.ReadLine() != "gap,length,asn")
        {
            throw new InvalidDataException("the first line is not gap,length,asn");
        }

        var builder = new AsnRangesBuilder();
        for (var number = 2; lines.ReadLine() is { } line; number++)
        {
            if (builder.AddLine(line) is { } mistake)
            {
                throw new InvalidDataException($"line {number}: {mistake}");
            }
        }

        return builder.Build();
    }

    private IAsnSource Cached(string path, Func<string, IAsnSource> read)
    {
        var stamp = Stamp(path);
        if (!cache.TryGetValue(path, out var entry) || entry.Stamp != stamp)
        {
            entry = (stamp, read(path));
            cache[path] = entry;
        }

        return entry.Source;
    }
}
