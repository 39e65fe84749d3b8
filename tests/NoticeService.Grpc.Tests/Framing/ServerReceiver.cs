using System.Buffers;
using System.IO.Pipelines;
using Grpc.AspNetCore.Server.Internal;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace NoticeService.Grpc.Tests.Framing;

/// <summary>The reader of the server's calls, on one thread: what it waits for runs on as soon as a fragment is there.</summary>
internal sealed class ServerReceiver : IReceiver
{
    private static readonly ServerHost s_host = CreateHost();

    public static ServerCall<TRequest, TResponse> Call<TRequest, TResponse>(PipeReader body, Method<TRequest, TResponse> method, string? encoding = null)
        where TRequest : class
        where TResponse : class
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IRequestBodyPipeFeature>(new Body(body));
        if (encoding is not null)
        {
            http.Request.Headers["grpc-encoding"] = encoding;
        }

        var call = new ServerCall<TRequest, TResponse>(http, s_host, method);
        call.Begin();
        return call;
    }

    public async Task<Received> ReceiveAsync(IReadOnlyList<ReadOnlyMemory<byte>> fragments, string? encoding)
    {
        var pipe = new Pipe(new PipeOptions(
            new ExactMemory(), PipeScheduler.Inline, PipeScheduler.Inline, pauseWriterThreshold: 0, resumeWriterThreshold: 0, minimumSegmentSize: 1, useSynchronizationContext: false));
        IAsyncStreamReader<byte[]> reader = Call(pipe.Reader, Receivers.ClientStream, encoding);
        var messages = new List<byte[]>();
        var fed = 0;
        try
        {
            while (await NextAsync())
            {
                messages.Add(reader.Current);
            }

            return new Received(messages, StatusCode.OK);
        }
        catch (RpcException e)
        {
            return new Received(messages, e.StatusCode);
        }

        async Task<bool> NextAsync()
        {
            var next = reader.MoveNext(CancellationToken.None);
            while (!next.IsCompleted)
            {
                if (fed == fragments.Count)
                {
                    await pipe.Writer.CompleteAsync();
                    break;
                }

                var fragment = fragments[fed++];
                fragment.CopyTo(pipe.Writer.GetMemory(fragment.Length));
                pipe.Writer.Advance(fragment.Length);
                await pipe.Writer.FlushAsync();
            }

            return await next;
        }
    }

    private static ServerHost CreateHost()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddGrpc(options => options.MaxReceiveMessageSize = Receivers.Limit);
        return services.BuildServiceProvider().GetRequiredService<ServerHost>();
    }

    /// <summary>Memory of just the size asked for: every fragment lies in a piece of its own, so messages and headers span pieces.</summary>
    private sealed class ExactMemory : MemoryPool<byte>
    {
        public override int MaxBufferSize => int.MaxValue;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Owner(new byte[Math.Max(minBufferSize, 1)]);

        protected override void Dispose(bool disposing)
        {
        }

        private sealed class Owner(byte[] array) : IMemoryOwner<byte>
        {
            public Memory<byte> Memory => array;

            public void Dispose()
            {
            }
        }
    }

    private sealed class Body(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
