using System.Globalization;

namespace NoticeService.Domain.Networks;

/// <summary>
/// Builds <see cref="AsnRanges"/> from lines <c>gap,length,asn</c>: a range starts <c>gap</c> addresses after the end of the
/// one before (the first: after nothing, at address <c>gap</c>) and holds <c>length</c> addresses. Not thread-safe.
/// </summary>
public sealed class AsnRangesBuilder
{
    private const long AddressSpace = 1L << 32;

    private readonly List<uint> starts = [];
    private readonly List<uint> ends = [];
    private readonly List<uint> asns = [];
    private long next;

    /// <summary>Adds the next range, upwards.</summary>
    /// <param name="gap">Unassigned addresses before it.</param>
    /// <param name="length">Addresses in it, at least 1.</param>
    /// <param name="asn">Its AS number, at least 1.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? Add(uint gap, uint length, uint asn)
    {
        if (length == 0)
        {
            return "a range has no addresses";
        }

        if (asn == 0)
        {
            return "AS 0 is not an AS";
        }

        var start = next + gap;
        if (start + length > AddressSpace)
        {
            return "a range ends beyond 255.255.255.255";
        }

        next = start + length;
        starts.Add((uint)start);
        ends.Add((uint)(next - 1));
        asns.Add(asn);
        return null;
    }

    /// <summary>Adds the range of one line of text.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? AddLine(ReadOnlySpan<char> line)
    {
        Span<Range> fields = stackalloc Range[4];
        return line.Split(fields, ',') == 3
            && TryParse(line[fields[0]], out var gap)
            && TryParse(line[fields[1]], out var length)
            && TryParse(line[fields[2]], out var asn)
            ? Add(gap, length, asn)
            : $"'{line}' is not gap,length,asn";
    }

    public AsnRanges Build() => new([.. starts], [.. ends], [.. asns]);

    private static bool TryParse(ReadOnlySpan<char> field, out uint value) =>
        uint.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
