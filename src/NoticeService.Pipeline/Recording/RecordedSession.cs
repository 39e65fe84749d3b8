using NoticeService.Domain.Cells;

namespace NoticeService.Pipeline.Recording;

/// <summary>
/// A playback as a recording has it. Each start is one of its own, also of an id that played before: so a replay forgets what the live session forgot.
/// </summary>
/// <param name="Id">Keyed pseudonym of the session's id, and which start of this service it is.</param>
/// <param name="User">Keyed pseudonym of the user.</param>
/// <param name="Address">See <see cref="RecordedAddress"/>.</param>
/// <param name="Player">Name and release.</param>
internal sealed record RecordedSession(string Id, string User, string Address, string Player)
{
    private Window window;
    private long last;
    private int inWindow;

    /// <summary>
    /// The time of a row: when it was received, in the window in which it was counted, and later than the row before, since a replay takes two of
    /// one time for one. A batch that came at once is spread over as many ms; at a window's end before it. The recorder's loop alone calls it.
    /// </summary>
    /// <param name="receivedMs">Since the Unix epoch.</param>
    /// <param name="mostInWindow">Samples of one session that a window takes.</param>
    public long Stamp(long receivedMs, int mostInWindow)
    {
        var received = Window.At(receivedMs);
        inWindow = received == window ? inWindow + 1 : 0;
        var latest = received.EndMs - mostInWindow + inWindow;
        last = received == window ? Math.Max(last + 1, Math.Min(receivedMs, latest)) : Math.Min(receivedMs, latest);
        window = received;
        return last;
    }
}
