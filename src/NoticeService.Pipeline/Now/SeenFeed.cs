using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Now;

/// <summary>
/// What of a feed is shown to people. The engine follows every cell that looks low for a moment, and among a hundred cells one
/// always does: a suspicion is shown only when there is something behind it. Pure.
/// </summary>
public static class SeenFeed
{
    /// <summary>
    /// ln M from which a suspicion is shown. Without any crowding the sequential test gets there once in e^6, about 400, windows
    /// of a cell at the most, in practice far less often; a verdict opens at 16.
    /// </summary>
    public const double SuspicionLnM = 6;

    /// <summary>The feed without suspicions that rest on nothing; the cells that only those accuse are unknown.</summary>
    public static VerdictFeed Of(VerdictFeed feed, VerdictSettings settings)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var verdicts = feed.Verdicts.Where(v => IsSeen(v, settings)).ToList();
        var suspicions = verdicts.Where(v => v.State == VerdictState.Suspected).ToList();
        return feed with
        {
            Verdicts = verdicts,
            Cells = [.. feed.Cells.Select(c => c.Status == CellStatus.Suspected && !suspicions.Any(v => v.Covers(c.Cell)) ? c with { Status = CellStatus.Unknown } : c)],
        };
    }

    /// <summary>Whether a verdict is shown: every one but a suspicion that has too little evidence or too few households.</summary>
    public static bool IsSeen(Verdict verdict, VerdictSettings settings)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(settings);
        return verdict.State != VerdictState.Suspected
            || (verdict.Evidence?.Certainty is [.., var last] && last.LnM >= SuspicionLnM && verdict.Households >= settings.MinHouseholds);
    }
}
