using NoticeService.Domain.Ledger;

namespace NoticeService.Domain.Experiments;

/// <summary>One household's notices together: it is the household that was put into an arm, so it counts as one. Mutable struct.</summary>
internal struct HouseholdTotals
{
    // Longer than a session is: whose end is not known by then is lost.
    private static readonly long PendingMs = (long)(NoticeOutcome.ReturnWithin + TimeSpan.FromDays(1)).TotalMilliseconds;

    /// <summary>What its arm follows from, see <see cref="Admission.CohortHash.Arm"/>; kept, since a report needs it of everybody twice.</summary>
    public double U;

    public bool Treated;
    public bool HeldOut;
    public int Decided;
    public int Delivered;
    public int Displayed;
    public int OutcomesDue;
    public int OutcomesKnown;
    public int Abandoned;
    public int Broken;
    public int ReturnsKnown;
    public int Returned;
    public int ReturnsPending;
    public long WatchedMs;
    public long StarvedMs;
    public long Stalls;

    /// <summary>One notice, not of a shadow cohort.</summary>
    public void Add(LedgerRecord record, NoticeOutcome? outcome, ExperimentTerms terms)
    {
        Treated |= !record.Holdout;
        HeldOut |= record.Holdout;
        Decided++;
        if (outcome?.DeliveredMs is null)
        {
            return;
        }

        Delivered++;
        Displayed += record.State is NoticeState.Displayed or NoticeState.Dismissed ? 1 : 0;
        AddReturn(record, outcome, terms);
        if (record.DecidedMs + (long)(terms.AbandonWithin + ExperimentTerms.WritingTime).TotalMilliseconds > terms.NowMs)
        {
            // Only those that ended soon would be known of it yet.
            return;
        }

        OutcomesDue++;
        if (!outcome.IsKnown)
        {
            return;
        }

        OutcomesKnown++;
        Abandoned += outcome.IsAbandoned(record.DecidedMs, terms.AbandonWithin) ? 1 : 0;
        Broken += outcome.Last is { End: LegEnd.Broken } ? 1 : 0;
        foreach (var leg in outcome.Legs.Values)
        {
            WatchedMs += leg.WatchedMs;
            StarvedMs += leg.StarvedMs;
            Stalls += leg.Stalls;
        }
    }

    private void AddReturn(LedgerRecord record, NoticeOutcome outcome, ExperimentTerms terms)
    {
        if (outcome.EndedMs is { } ended && ended + (long)NoticeOutcome.ReturnWithin.TotalMilliseconds <= terms.NowMs)
        {
            ReturnsKnown++;
            Returned += outcome.Returned ? 1 : 0;
        }
        else if (outcome.EndedMs is not null || record.DecidedMs + PendingMs > terms.NowMs)
        {
            ReturnsPending++;
        }
    }
}
