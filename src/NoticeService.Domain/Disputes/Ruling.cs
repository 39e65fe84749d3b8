using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Disputes;

/// <summary>A retraction by a person: an upheld dispute about a verdict. It is told of the verdict and of its notices as one that the refit gives.</summary>
public static class Ruling
{
    /// <summary>
    /// How long an upheld dispute keeps the notices of its verdict back, if that still stands: longer than any verdict does, and not for ever, so that
    /// what silences does not grow without end.
    /// </summary>
    public static readonly TimeSpan SilentFor = TimeSpan.FromDays(366);

    /// <summary>The verdict as it is after an upheld dispute about it: over and retracted, with who found so and why. One that the refit retracted stays so.</summary>
    /// <param name="verdict">As the engine has it.</param>
    /// <param name="dispute">Upheld, and about this verdict.</param>
    public static Verdict Apply(Verdict verdict, Dispute dispute)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(dispute);
        if (dispute.State != DisputeState.Upheld || dispute.VerdictId != verdict.Id || verdict.State == VerdictState.Retracted)
        {
            return verdict;
        }

        return verdict with
        {
            State = VerdictState.Retracted,
            ClosedMs = verdict.ClosedMs ?? dispute.ResolvedMs,
            RetractedMs = dispute.ResolvedMs,
            Retraction = $"{dispute.ResolvedBy} upheld the dispute {dispute.Id} of {dispute.Isp}: {dispute.Resolution}",
        };
    }
}
