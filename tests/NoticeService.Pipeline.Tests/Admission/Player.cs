using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>A player that keeps what it is shown.</summary>
internal sealed class Player : INoticeChannel
{
    public List<OutgoingNotice> Received { get; } = [];

    public bool There { get; init; }

    public Action? BeforeWrite { get; set; }

    public PlaybackSession? Session { get; set; }

    public ValueTask<bool> SendAsync(OutgoingNotice notice, Func<bool> mayShow, CancellationToken cancellationToken)
    {
        BeforeWrite?.Invoke();
        var written = There && mayShow();
        if (written)
        {
            Received.Add(notice);
        }

        return ValueTask.FromResult(written);
    }

    public ValueTask<bool> WithholdAsync(long expiresMs, Func<bool> mayShow, CancellationToken cancellationToken) => ValueTask.FromResult(There && mayShow());

    public void Close(SessionEnd reason)
    {
    }
}
