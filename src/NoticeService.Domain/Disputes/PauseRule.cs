using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Disputes;

/// <summary>Which notices a dispute can pause, and whether a new one does. Pure.</summary>
/// <remarks>
/// A notice names an ISP when its verdict does: culprit <c>isp</c>, which calls its network crowded, and <c>interconnect</c>, which accuses its
/// link. A <c>path</c> verdict accuses a transit towards every ISP; its sentence has the ISP's name only to say which network we reach over the
/// path that we chose, which is the wording that the ISP of 2014 asked for. So one ISP's dispute never silences what is said of a transit, of us, or of a home.
/// </remarks>
public static class PauseRule
{
    /// <summary>Whether a verdict, and so its notices, names the ISP of those who are told.</summary>
    public static bool Names(Culprit culprit) => culprit is Culprit.Isp or Culprit.Interconnect;

    /// <summary>The scope of all notices whose verdict names an ISP.</summary>
    public static string ScopeOfIsp(string isp) => $"named:{isp}";

    /// <summary>The scope of the notices that rest on a verdict.</summary>
    public static string ScopeOfVerdict(string verdictId) => $"verdict:{verdictId}";

    /// <summary>A dispute that is about to be opened, with its pause or with why it brings none.</summary>
    /// <param name="dispute">Without either.</param>
    /// <param name="verdict">What it is about.</param>
    /// <param name="known">All disputes so far.</param>
    /// <param name="settings">In force.</param>
    public static Dispute Apply(Dispute dispute, Verdict verdict, IReadOnlyList<Dispute> known, DisputeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(dispute);
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(settings);
        var scope = ScopeOf(dispute, verdict, settings.Pause);
        var refusal = settings.Pause == PauseReach.None ? NoPause.Off
            : scope is null ? NoPause.Nothing
            : Refusal(dispute, scope, [.. known.Where(d => d.Isp == dispute.Isp)], settings);
        return refusal == NoPause.None
            ? dispute with { PauseScope = scope, PauseUntilMs = dispute.OpenedMs + (long)settings.PauseFor.TotalMilliseconds }
            : dispute with { NoPause = refusal };
    }

    private static string? ScopeOf(Dispute dispute, Verdict verdict, PauseReach reach) => reach switch
    {
        _ when !Names(verdict.Culprit) || verdict.Isp != dispute.Isp => null,
        PauseReach.Verdict => verdict.State is VerdictState.Suspected or VerdictState.Open ? ScopeOfVerdict(verdict.Id) : null,
        PauseReach.Isp => verdict.State == VerdictState.Retracted ? null : ScopeOfIsp(dispute.Isp),
        _ => null,
    };

    private static NoPause Refusal(Dispute dispute, string scope, IReadOnlyList<Dispute> own, DisputeSettings settings)
    {
        var nowMs = dispute.OpenedMs;
        if (own.Any(d => d.PauseScope == scope && d.PausesAt(nowMs)))
        {
            return NoPause.Paused;
        }

        // About the same: that verdict; or whatever it was about, when any dispute would silence all that names the ISP.
        var quietFromMs = nowMs - (long)settings.AfterRejection.TotalMilliseconds;
        if (own.Any(d => d.State == DisputeState.Rejected && d.ResolvedMs > quietFromMs && (settings.Pause == PauseReach.Isp || d.VerdictId == dispute.VerdictId)))
        {
            return NoPause.Rejected;
        }

        var periodFromMs = nowMs - (long)settings.Period.TotalMilliseconds;
        var pauses = own.Count(d => d.PauseUntilMs > 0 && d.State != DisputeState.Upheld && d.OpenedMs > periodFromMs);
        return pauses >= settings.MaxPauses ? NoPause.Spent : NoPause.None;
    }
}
