using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>A player that keeps what it is shown.</summary>
internal sealed class Player : INoticeChannel
{
    public List<OutgoingNotice> Received { get; } = [];

    public bool There { get; init; }

    public Action? BeforeWrite { get; set; }

    public PlaybackSession? Session { get; set; }

    /// <summary>When it is this one's turn on its stream.</summary>
    public Task Turn { get; set; } = Task.CompletedTask;

    public async ValueTask<bool> SendAsync(OutgoingNotice notice, Func<bool> mayShow, CancellationToken cancellationToken)
    {
        await Turn;
        BeforeWrite?.Invoke();
        var written = There && mayShow();
        if (written)
        {
            Received.Add(notice);
        }

        return written;
    }

    public async ValueTask<bool> WithholdAsync(long expiresMs, Func<bool> mayShow, CancellationToken cancellationToken)
    {
        await Turn;
        return There && mayShow();
    }

    public void Close(SessionEnd reason)
    {
    }
}
