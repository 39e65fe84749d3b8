using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary>
/// What was told of each verdict that is followed: a stream that is opened again begins with all that is open, most of which is no news.
/// </summary>
internal sealed class ToldVerdicts
{
    private readonly Dictionary<string, VerdictState> told = new(StringComparer.Ordinal);

    /// <summary>Whether this state of a verdict was not told yet; it counts as told then. One that is over is forgotten.</summary>
    public bool IsNews(Verdict verdict)
    {
        var isNews = !told.TryGetValue(verdict.VerdictId, out var state) || state != verdict.State;
        if (verdict.State == VerdictState.Retracted)
        {
            told.Remove(verdict.VerdictId);
        }
        else
        {
            told[verdict.VerdictId] = verdict.State;
        }

        return isNews;
    }
}
