using Google.Protobuf;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using Microsoft.Extensions.Hosting;

namespace Grpc.AspNetCore.Server.Reflection.Internal;

/// <summary>grpc.reflection.v1alpha, which older tools ask for: on the wire its messages are those of v1.</summary>
internal sealed class AlphaReflectionService(ReflectionService current, IHostApplicationLifetime lifetime) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        while (await MoveNextAsync())
        {
            var answer = current.Answer(Grpc.Reflection.V1.ServerReflectionRequest.Parser.ParseFrom(requestStream.Current.ToByteArray()));
            await responseStream.WriteAsync(ServerReflectionResponse.Parser.ParseFrom(answer.ToByteArray()));
        }

        async Task<bool> MoveNextAsync()
        {
            try
            {
                return await requestStream.MoveNext(either.Token);
            }
            catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
            {
                // A tool that keeps its stream open must not hold up the end of the server.
                throw new RpcException(new Status(StatusCode.Unavailable, "The server is going away."));
            }
        }
    }
}
