using System.Net;

namespace NoticeService.Lab.Bench;

/// <summary>The body of a Watch call that says who plays and one sample, and then stays open and says nothing.</summary>
internal sealed class IdleStream : HttpContent
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] opening;

    /// <param name="opening">Its frames.</param>
    public IdleStream(byte[] opening)
    {
        this.opening = opening;
        Headers.ContentType = new("application/grpc");
    }

    public void End() => ended.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(opening);
        await stream.FlushAsync();
        await ended.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
