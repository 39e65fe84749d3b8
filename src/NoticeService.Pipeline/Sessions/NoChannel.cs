namespace NoticeService.Pipeline.Sessions;

/// <summary>The way to a player that is gone, or never was.</summary>
public sealed class NoChannel : INoticeChannel
{
    public static NoChannel Instance { get; } = new();

    public ValueTask<bool> SendAsync(OutgoingNotice notice, Func<bool> mayShow, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public ValueTask<bool> WithholdAsync(long expiresMs, Func<bool> mayShow, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public void Close(SessionEnd reason)
    {
    }
}
