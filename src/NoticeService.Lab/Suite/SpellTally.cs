using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Suite;

/// <summary>What was said of sessions that suffered, by why they did. Adds up over worlds.</summary>
internal sealed class SpellTally
{
    private readonly SortedDictionary<string, SortedDictionary<string, long>> counts = new(StringComparer.Ordinal);

    /// <summary>Sessions that suffered from their own homes for long, and of those, of which it was said.</summary>
    public long LongHome { get; private set; }

    public long LongHomeSaid { get; private set; }

    /// <summary>Truth, then what was said, then how many spells.</summary>
    public IReadOnlyDictionary<string, SortedDictionary<string, long>> Counts => counts;

    public void Add(string truth, Culprit said) => Add(truth, said.ToString().ToLowerInvariant(), 1);

    public void AddHome(bool said)
    {
        LongHome++;
        LongHomeSaid += said ? 1 : 0;
    }

    public void Add(SpellTally other)
    {
        LongHome += other.LongHome;
        LongHomeSaid += other.LongHomeSaid;
        foreach (var (truth, row) in other.counts)
        {
            foreach (var (said, count) in row)
            {
                Add(truth, said, count);
            }
        }
    }

    private void Add(string truth, string said, long count)
    {
        if (!counts.TryGetValue(truth, out var row))
        {
            counts.Add(truth, row = new SortedDictionary<string, long>(StringComparer.Ordinal));
        }

        row[said] = row.GetValueOrDefault(said) + count;
    }
}
