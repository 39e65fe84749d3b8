using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Client;

namespace NoticeService.Grpc.Tests.Framing;

/// <summary>The reader of the client's calls, on an answer made by hand.</summary>
internal sealed class ClientReceiver : IReceiver
{
    public static AsyncServerStreamingCall<TResponse> Call<TRequest, TResponse>(
        Stream body, Method<TRequest, TResponse> method, TRequest request, string? encoding = null, int? limit = Receivers.Limit)
        where TRequest : class
        where TResponse : class
    {
        var channel = GrpcChannel.ForAddress("http://answer.test", new GrpcChannelOptions
        {
            HttpHandler = new Answer(body, encoding),
            MaxReceiveMessageSize = limit,
        });
        return channel.CreateCallInvoker().AsyncServerStreamingCall(method, null, default, request);
    }

    public async Task<Received> ReceiveAsync(IReadOnlyList<ReadOnlyMemory<byte>> fragments, string? encoding)
    {
        using var call = Call(new FragmentStream(fragments), Receivers.ServerStream, [], encoding);
        var messages = new List<byte[]>();
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                messages.Add(call.ResponseStream.Current);
            }
        }
        catch (RpcException e)
        {
            return new Received(messages, e.StatusCode);
        }

        return new Received(messages, call.GetStatus().StatusCode);
    }

    private sealed class Answer(Stream body, string? encoding) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = new HttpResponseMessage(HttpStatusCode.OK) { Version = HttpVersion.Version20, Content = new StreamContent(body) };
            response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
            if (encoding is not null)
            {
                response.Headers.TryAddWithoutValidation("grpc-encoding", encoding);
            }

            response.TrailingHeaders.Add("grpc-status", "0");
            return Task.FromResult(response);
        }
    }
}
