using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client.Internal;

/// <summary>The body of a call that streams requests: hands its stream to the writer and stays open until the writer has said all.</summary>
internal sealed class StreamContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly CancellationToken _ended;

    /// <param name="ended">Fires when the call fails.</param>
    public StreamContent(CancellationToken ended)
    {
        _ended = ended;
        Headers.ContentType = new MediaTypeHeaderValue(Framing.Headers.ContentType);
    }

    /// <summary>The body, once the connection stands.</summary>
    public Task<Stream> Opened => _opened.Task;

    /// <summary>Nothing more will be written.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <summary>The call failed. Unlike <see cref="Complete"/> this never looks to the server like the end of the requests.</summary>
    public void Abort()
    {
        _opened.TrySetCanceled();
        _completed.TrySetCanceled();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_opened.Task.IsCompletedSuccessfully)
        {
            // The handler tries again by itself what a server refused to begin, but the requests so far are gone.
            throw CallErrors.Create(StatusCode.Unavailable, "The server refused the call.");
        }

        // The headers go out with the first flush: a server may answer before anything is written.
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _opened.TrySetResult(stream);

        // The token also fires when the server resets the stream or is done with it. The body ends then, or a connection that drains
        // would wait for a caller who has stopped reading; but not as a failure, or the handler would tell of the cancelled body and
        // not of the reset. Of a call that failed here it must fail: its end must never look like the end of the requests.
        await _completed.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.ThrowIfCancellationRequested();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}
