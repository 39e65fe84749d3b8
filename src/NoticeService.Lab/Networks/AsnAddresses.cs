using System.Globalization;
using System.IO.Compression;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Networks;

/// <summary>The IPv4 ranges that each AS announces, from files of lines <c>gap,length,asn</c>. Immutable.</summary>
internal sealed class AsnAddresses
{
    private readonly Dictionary<uint, List<AddressRange>> ranges = [];

    private AsnAddresses()
    {
    }

    public IReadOnlyList<AddressRange> Of(uint asn) => ranges.GetValueOrDefault(asn) ?? [];

    /// <exception cref="FormatException">A line is not <c>gap,length,asn</c>.</exception>
    public static AsnAddresses Read(IEnumerable<string> files)
    {
        var result = new AsnAddresses();
        foreach (var file in files.Distinct())
        {
            using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            result.Add(file, lines);
        }

        return result;
    }

    private void Add(string file, TextReader lines)
    {
        long next = 0;
        lines.ReadLine();
        Span<Range> fields = stackalloc Range[4];
        for (var number = 2; lines.ReadLine() is { } line; number++)
        {
            var text = line.AsSpan();
            if (text.Split(fields, ',') != 3
                || !long.TryParse(text[fields[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var gap)
                || !long.TryParse(text[fields[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || !uint.TryParse(text[fields[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var asn))
            {
                throw new FormatException($"{file}, line {number}: \"{line}\" is not gap,length,asn.");
            }

            var first = next + gap;
            next = first + length;
            if (!ranges.TryGetValue(asn, out var list))
            {
                ranges[asn] = list = [];
            }

            list.Add(new AddressRange((uint)first, (uint)(next - 1)));
        }
    }
}
