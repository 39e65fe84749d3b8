using NoticeService.Domain.Ledger;

namespace NoticeService.Pipeline.WhatIf;

/// <summary>Counts what would differ. Not thread-safe.</summary>
internal sealed class WhatIfTally
{
    private readonly SortedDictionary<(ReplayedOutcome Was, ReplayedOutcome WouldBe, WhatIfChange Change), (long Other, long InForce)> rows = [];
    private readonly SortedDictionary<string, (long Told, long WouldBe)> isps = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (long Told, long WouldBe)> cohorts = new(StringComparer.Ordinal);

    public long Notices { get; private set; }

    public IReadOnlyList<WhatIfRow> Rows => [.. rows.Select(r => new WhatIfRow(r.Key.Was, r.Key.WouldBe, r.Key.Change, r.Value.Other, r.Value.InForce))];

    public IReadOnlyList<WhatIfShare> Isps => Shares(isps);

    public IReadOnlyList<WhatIfShare> Cohorts => Shares(cohorts);

    /// <returns>What is different under the other policy.</returns>
    public WhatIfChange Add(LedgerRecord record, in ReplayedDecision other, in ReplayedDecision inForce)
    {
        Notices++;
        var was = PolicyReplay.OutcomeOf(record);
        var change = ChangeOf(record, was, other);
        Count(rows, (was, other.Outcome, change), 1, 0);
        Count(rows, (was, inForce.Outcome, ChangeOf(record, was, inForce)), 0, 1);
        var (told, wouldBe) = (was == ReplayedOutcome.Told ? 1 : 0, other.Outcome == ReplayedOutcome.Told ? 1 : 0);
        Count(isps, record.Isp, told, wouldBe);
        Count(cohorts, record.Cohort, told, 0);
        if (wouldBe > 0)
        {
            Count(cohorts, other.Cohort, 0, 1);
        }

        return change;
    }

    private static WhatIfChange ChangeOf(LedgerRecord record, ReplayedOutcome was, in ReplayedDecision decision) =>
        decision.Outcome != was ? WhatIfChange.OtherOutcome
        : decision.Cohort != record.Cohort ? WhatIfChange.OtherCohort
        : was == ReplayedOutcome.Told && decision.Text != record.Text ? WhatIfChange.OtherText
        : WhatIfChange.None;

    private static void Count<TKey>(SortedDictionary<TKey, (long First, long Second)> counts, TKey key, long first, long second)
        where TKey : notnull
    {
        var before = counts.GetValueOrDefault(key);
        counts[key] = (before.First + first, before.Second + second);
    }

    private static IReadOnlyList<WhatIfShare> Shares(SortedDictionary<string, (long Told, long WouldBe)> counts) =>
        [.. counts.Select(c => new WhatIfShare(c.Key, c.Value.Told, c.Value.WouldBe))];
}
