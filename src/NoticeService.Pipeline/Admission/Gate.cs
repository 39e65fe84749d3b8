using NoticeService.Domain.Admission;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Admission;

/// <summary>
/// The part of the gate that needs no store: which verdict speaks to a session, with which text, for which cohort and arm.
/// What is left, cooldown, cap and pacing, is decided by the store in one step. Thread-safe, without I/O.
/// </summary>
public static class Gate
{
    /// <summary>A session suffers when it lost at least this much against its own calm: octaves, a quarter of its throughput.</summary>
    public static readonly double SuffersBelow = Math.Log2(0.75);

    /// <summary>
    /// The verdict that speaks to a session: of those that cover its cell, unless that is well again, the one with the largest drop; else its home, when
    /// it has been slow for long while its cell was healthy and still is; null when neither.
    /// </summary>
    public static Speaker? FindSpeaker(in GateQuestion question, FeedView feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        if (question.Health.Shortfall > SuffersBelow)
        {
            return null;
        }

        foreach (var verdict in feed.Open)
        {
            // A verdict closes some windows after its crowding; whoever is slow in a cell that is well again has another reason.
            if (verdict.Covers(question.Health.Cell) && !feed.Healthy.Contains(question.Health.Cell))
            {
                return new Speaker(verdict.Id, verdict.Culprit);
            }
        }

        return question.Health.HomeWindows >= feed.Home.Windows && feed.Healthy.Contains(question.Health.Cell) ? new Speaker($"home.{question.Identity.SessionId}", Culprit.Home) : null;
    }

    /// <summary>What to ask of the store for a session, or why nothing is to be asked.</summary>
    /// <param name="question">A session that suffers.</param>
    /// <param name="speaker">From <see cref="FindSpeaker"/>.</param>
    /// <param name="policy">The configuration in force.</param>
    /// <param name="sizes">Of the cohorts with a target size.</param>
    /// <param name="silence">What operators and disputes keep silent; null when only the policy counts.</param>
    /// <param name="goLive">While shut, every cohort is a shadow cohort; null when only the policy counts.</param>
    /// <param name="noticeId">For the record.</param>
    /// <param name="request">Null when refused; without a lease yet.</param>
    public static RefusalReason Ask(
        in GateQuestion question,
        Speaker speaker,
        GatePolicy policy,
        CohortSizes sizes,
        SuspensionBoard? silence,
        GoLiveGate? goLive,
        string noticeId,
        out AdmissionRequest? request)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(sizes);
        request = null;
        var identity = question.Identity;
        var cell = question.Health.Cell;
        if (!identity.CanShowNotices)
        {
            return RefusalReason.CannotShow;
        }

        // The store knows where a household is enrolled, and in which arm; until it has said so the hash decides.
        var enrolled = question.Enrolment is { } known && policy.Cohorts.Any(c => c.Definition.Name == known.Cohort) ? known : null;
        var cohort = CohortOf(question, policy, sizes, enrolled?.Cohort);
        if (cohort is null)
        {
            return enrolled is null ? RefusalReason.NotInCohort : RefusalReason.EnrolledElsewhere;
        }

        var name = cohort.Definition.Name;
        if (policy.Configuration.SuspensionOf(cell.Isp, name) is not null || silence?.Suspends(cell.Isp, name) == true)
        {
            return RefusalReason.Suspended;
        }

        // The next verdict does not speak instead: a dispute must not turn the blame to somebody else.
        if (silence?.Pauses(speaker.Culprit, cell.Isp, speaker.VerdictId) == true)
        {
            return RefusalReason.Disputed;
        }

        if (policy.Texts.Find(speaker.Culprit, identity.Language, policy.Network.FindIsp(cell.Isp)?.Name ?? cell.Isp) is not { } text)
        {
            return RefusalReason.NoText;
        }

        request = new AdmissionRequest
        {
            Record = new LedgerRecord
            {
                NoticeId = noticeId,
                State = NoticeState.Reserved,
                Household = question.Household,
                SessionId = identity.SessionId,
                VerdictId = speaker.VerdictId,
                Culprit = speaker.Culprit,
                Isp = cell.Isp,
                Path = cell.Path,
                Metro = cell.Metro,
                Cohort = name,
                Holdout = enrolled?.Holdout ?? cohort.HoldsOut(question.Household),
                Shadow = cohort.Definition.Shadow || goLive?.Current.IsLive == false,
                Text = text.Text,
                Language = text.Language,
                Shortfall = question.Health.Shortfall,
                Figures = question.Health.Course.Figures(question.Health.Starved),
                DecidedMs = question.NowMs,
            },
            Cooldown = policy.Pacing.Cooldown,
            HardCap = cohort.EnrolmentCap,
            OtherCohorts = policy.CohortsBeside(name),
            LeaseEndsMicros = 0,
        };
        return RefusalReason.None;
    }

    // The first of the file that has the user, unless another one enrolled him before.
    private static CohortSelector? CohortOf(in GateQuestion question, GatePolicy policy, CohortSizes sizes, string? only)
    {
        foreach (var cohort in policy.Cohorts)
        {
            var cell = question.Health.Cell;
            if ((only is null || cohort.Definition.Name == only)
                && cohort.Includes(question.Household, cell.Isp, cell.Metro, question.Identity.Player, sizes.ShareOf(cohort), question.NowMs))
            {
                return cohort;
            }
        }

        return null;
    }
}

/// <summary>What speaks to a session.</summary>
/// <param name="VerdictId">Of the verdict; for the home, of the session.</param>
/// <param name="Culprit">Chooses the text.</param>
public sealed record Speaker(string VerdictId, Culprit Culprit);
