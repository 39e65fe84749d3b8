using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>One request, one response.</summary>
internal sealed class UnaryHandler<TService, TRequest, TResponse>(
    ServerHost host,
    ServiceActivator<TService> services,
    Method<TRequest, TResponse> method,
    Func<TService, TRequest, ServerCallContext, Task<TResponse>> run)
    : MethodHandler<TService, TRequest, TResponse>(host, services, method)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    protected override async Task RunAsync(TService service, ServerCall<TRequest, TResponse> call)
    {
        var request = await call.ReadSingleAsync();
        await call.WriteSingleAsync(await run(service, request, call));
    }
}

/// <summary>A stream of requests, one response.</summary>
internal sealed class ClientStreamingHandler<TService, TRequest, TResponse>(
    ServerHost host,
    ServiceActivator<TService> services,
    Method<TRequest, TResponse> method,
    Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>> run)
    : MethodHandler<TService, TRequest, TResponse>(host, services, method)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    protected override async Task RunAsync(TService service, ServerCall<TRequest, TResponse> call) =>
        await call.WriteSingleAsync(await run(service, call, call));
}

/// <summary>One request, a stream of responses.</summary>
internal sealed class ServerStreamingHandler<TService, TRequest, TResponse>(
    ServerHost host,
    ServiceActivator<TService> services,
    Method<TRequest, TResponse> method,
    Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> run)
    : MethodHandler<TService, TRequest, TResponse>(host, services, method)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    protected override async Task RunAsync(TService service, ServerCall<TRequest, TResponse> call) =>
        await run(service, await call.ReadSingleAsync(), call, call);
}

/// <summary>Streams both ways.</summary>
internal sealed class DuplexStreamingHandler<TService, TRequest, TResponse>(
    ServerHost host,
    ServiceActivator<TService> services,
    Method<TRequest, TResponse> method,
    Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> run)
    : MethodHandler<TService, TRequest, TResponse>(host, services, method)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    protected override Task RunAsync(TService service, ServerCall<TRequest, TResponse> call) => run(service, call, call, call);
}
