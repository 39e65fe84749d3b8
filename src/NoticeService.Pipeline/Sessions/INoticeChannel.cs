namespace NoticeService.Pipeline.Sessions;

/// <summary>A notice on its way to a player.</summary>
/// <param name="ExpiresMs">Not to be shown after this, ms since the Unix epoch.</param>
public sealed record OutgoingNotice(string NoticeId, string Text, string Language, long ExpiresMs);

/// <summary>The way to a player, made by the edge. Thread-safe.</summary>
public interface INoticeChannel
{
    /// <summary>Hands a notice over. Never throws for a player that is gone.</summary>
    /// <param name="notice">What to show.</param>
    /// <param name="mayShow">Asked right before it is written, since it may wait: whether it is still true and allowed. Does not block or throw.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>True when it was written to the player; false when the player is gone, or it may not be shown any more.</returns>
    ValueTask<bool> SendAsync(OutgoingNotice notice, Func<bool> mayShow, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="SendAsync"/>, but nothing is written: whether a notice would have been. It waits its turn as one does, and for the next
    /// report where notices do, so that who is held out counts as reached when he would have been.
    /// </summary>
    /// <param name="expiresMs">Not to be shown after this, ms since the Unix epoch.</param>
    /// <param name="mayShow">As for a notice.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<bool> WithholdAsync(long expiresMs, Func<bool> mayShow, CancellationToken cancellationToken);

    /// <summary>The session is over: what still waits is lost. Where the player does not know it yet, it is told.</summary>
    void Close(SessionEnd reason);
}
