using System.Net;
using System.Net.Http.Headers;
using Grpc.Framing;

namespace Grpc.Net.Client;

/// <summary>The request's body: hands its stream to the writer and stays open until the writer has said all.</summary>
internal sealed class RequestContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RequestContent() => Headers.ContentType = new MediaTypeHeaderValue(Grpc.Framing.Headers.ContentType);

    /// <summary>The body, once the connection stands.</summary>
    public Task<Stream> Opened => opened.Task;

    /// <summary>Nothing more will be written.</summary>
    public void Complete() => completed.TrySetResult();

    /// <summary>The call ended before the body was opened or finished.</summary>
    public void Abort(Exception reason)
    {
        if (opened.TrySetException(reason))
        {
            // Nobody may be waiting for it.
            _ = opened.Task.Exception;
        }

        completed.TrySetResult();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The headers go out with the first flush: a server may answer before anything is written.
        await stream.FlushAsync(cancellationToken);
        opened.TrySetResult(stream);
        await completed.Task.WaitAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}
