using NoticeService.Domain.Admission;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.WhatIf;

/// <summary>
/// Puts the notices of a ledger before the gate of another policy, from the oldest on, with a memory of its own for who was told and who is
/// enrolled. The verdicts and the sessions' figures stay what they were. Not thread-safe.
/// </summary>
/// <param name="policy">Without its filters by player.</param>
/// <param name="sizes">The shares of its cohorts with a target size.</param>
/// <param name="knowsPlayer">Whether a notice passes the filter by player of a cohort for certain.</param>
public sealed class PolicyReplay(GatePolicy policy, CohortSizes sizes, Func<LedgerRecord, CohortDefinition, bool> knowsPlayer)
{
    /// <summary>
    /// What was decided was decided up to a look at all sessions and a call of the store before the cooldown began, and not always the same:
    /// so much of a cooldown may be lacking.
    /// </summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private readonly AdmissionBook book = new();
    private readonly string[] names = [.. policy.Cohorts.Select(c => c.Definition.Name)];

    /// <summary>How late they would go out.</summary>
    public PacedNotices Paced { get; } = new(policy.Pacing);

    /// <param name="record">Decided no earlier than the one before.</param>
    public ReplayedDecision Decide(LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var refusal = Gate.Ask(Question(record), new Speaker(record.VerdictId, record.Culprit), policy, sizes, null, null, record.NoticeId, out var request);
        if (refusal != RefusalReason.None)
        {
            return new(Of(refusal), "", "");
        }

        var decided = request!.Record;
        if (!knowsPlayer(record, policy.Cohorts[Array.IndexOf(names, decided.Cohort)].Definition))
        {
            return new(ReplayedOutcome.PlayerUnknown, decided.Cohort, "");
        }

        var atMicros = record.DecidedMs * 1_000;
        var admission = book.Check(request with { Cooldown = request.Cooldown - Slack }, atMicros);
        if (!admission.Admitted)
        {
            return new(Of(admission.Refusal), decided.Cohort, "");
        }

        book.Commit(request, atMicros);
        Paced.Add(record.Isp, atMicros);
        return new(OutcomeOf(decided), decided.Cohort, decided.Text);
    }

    /// <summary>What became of a record when it was decided.</summary>
    public static ReplayedOutcome OutcomeOf(LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Holdout ? ReplayedOutcome.HeldOut : record.Shadow ? ReplayedOutcome.Shadowed : ReplayedOutcome.Told;
    }

    // The session as it stood. Its figures are not asked for: what was recorded, suffered.
    private GateQuestion Question(LedgerRecord record)
    {
        var identity = new SessionIdentity(record.SessionId, "", record.Language, CanShowNotices: true, record.Isp, 0, SessionKind.Watch);
        var health = new SessionHealth(new CellKey(record.Isp, record.Path, record.Metro), record.Shortfall, Starved: false, HomeWindows: 0);
        return new(identity, record.Household, health, record.DecidedMs, book.EnrolmentOf(record.Household, names));
    }

    private static ReplayedOutcome Of(RefusalReason refusal) => refusal switch
    {
        RefusalReason.Suspended => ReplayedOutcome.Suspended,
        RefusalReason.NoText => ReplayedOutcome.NoText,
        RefusalReason.NotInCohort => ReplayedOutcome.NotInCohort,
        RefusalReason.EnrolledElsewhere => ReplayedOutcome.EnrolledElsewhere,
        RefusalReason.Cooldown => ReplayedOutcome.Cooldown,
        RefusalReason.CapReached => ReplayedOutcome.CapReached,
        _ => throw new InvalidOperationException($"A replay is not refused for {refusal}."),
    };
}
