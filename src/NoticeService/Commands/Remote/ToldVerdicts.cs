using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary>
/// What was told of each verdict that is followed, for as long as the command runs: a stream that is opened again begins with what is
/// open and with what ended meanwhile, some of which is no news.
/// </summary>
internal sealed class ToldVerdicts
{
    private readonly Dictionary<string, VerdictState> told = new(StringComparer.Ordinal);

    /// <summary>Whether this state of a verdict was not told yet; it counts as told then.</summary>
    public bool IsNews(Verdict verdict)
    {
        var isNews = !told.TryGetValue(verdict.VerdictId, out var state) || state != verdict.State;
        told[verdict.VerdictId] = verdict.State;
        return isNews;
    }
}
