namespace NoticeService.Domain.Cells;

/// <summary>
/// The k smallest of a set of 64-bit keyed hashes: a mergeable sketch that counts distinct ids exactly up to k and by the
/// k-th order statistic beyond (Bar-Yossef et al. 2002; relative error about 1/sqrt(k)). Not thread-safe.
/// </summary>
public sealed class BottomK
{
    /// <summary>k: exact up to here, which is above every count that a rule compares with (30 households, 20 blocks); 12 % error beyond.</summary>
    public const int Capacity = 64;

    private readonly List<ulong> smallest = new(8);

    /// <summary>The hashes kept, ascending and distinct.</summary>
    public IReadOnlyList<ulong> Hashes => smallest;

    /// <summary>Estimated number of distinct ids.</summary>
    public long Count => smallest.Count < Capacity
        ? smallest.Count
        : (long)Math.Round((Capacity - 1) / ((smallest[^1] + 1.0) / 18446744073709551616.0));

    /// <summary>Adds an id's hash; adding it again changes nothing.</summary>
    public void Add(ulong hash)
    {
        if (smallest.Count == Capacity && hash >= smallest[^1])
        {
            return;
        }

        var at = smallest.BinarySearch(hash);
        if (at >= 0)
        {
            return;
        }

        if (smallest.Count == Capacity)
        {
            smallest.RemoveAt(Capacity - 1);
        }

        smallest.Insert(~at, hash);
    }

    /// <summary>The sketch of the union: commutative, associative, idempotent.</summary>
    public void Merge(BottomK other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.smallest.Count == 0)
        {
            return;
        }

        Span<ulong> merged = stackalloc ulong[Capacity];
        int count = 0, mine = 0, theirs = 0;
        while (count < Capacity && (mine < smallest.Count || theirs < other.smallest.Count))
        {
            var (ours, next) = (mine < smallest.Count ? smallest[mine] : ulong.MaxValue, theirs < other.smallest.Count ? other.smallest[theirs] : ulong.MaxValue);
            merged[count++] = Math.Min(ours, next);
            mine += ours <= next ? 1 : 0;
            theirs += next <= ours ? 1 : 0;
        }

        smallest.Clear();
        smallest.AddRange(merged[..count]);
    }
}
