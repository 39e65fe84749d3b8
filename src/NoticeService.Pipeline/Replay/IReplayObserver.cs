using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Replay;

/// <summary>Hears what a replay finds, in order of windows.</summary>
public interface IReplayObserver
{
    /// <summary>The cells of a window, before it is judged: for rules that are compared with the engine.</summary>
    void Gathered(Window window, IReadOnlyList<CellStats> cells)
    {
    }

    /// <summary>A window was judged.</summary>
    void Evaluated(Window window, VerdictFeed feed);

    /// <summary>A session that measured in the window, and how it fares; null when that cannot be told.</summary>
    void Measured(string sessionId, Window window, Sessions.SessionHealth? health);
}
