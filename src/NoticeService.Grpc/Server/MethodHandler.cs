using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Serves the calls of one method: reads what comes first, runs the handler, answers.</summary>
internal abstract class MethodHandler<TService, TRequest, TResponse>(
    ServerHost host,
    ServiceActivator<TService> services,
    Method<TRequest, TResponse> method)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly string _name = method.FullName[1..];

    public async Task InvokeAsync(HttpContext http)
    {
        if (!host.Accept(http))
        {
            return;
        }

        var started = host.Metrics.CallStarted();
        var call = new ServerCall<TRequest, TResponse>(http, host, method);
        TService? service = null;
        try
        {
            call.Begin();
            service = services.Get(http);
            await RunAsync(service, call);
        }
        catch (Exception e)
        {
            call.Fail(e);
        }

        if (services.Owns && service is not null)
        {
            await DisposeAsync(service, call);
        }

        host.Metrics.CallEnded(started, _name, await call.EndAsync());
    }

    protected abstract Task RunAsync(TService service, ServerCall<TRequest, TResponse> call);

    private static async ValueTask DisposeAsync(TService service, ServerCall<TRequest, TResponse> call)
    {
        try
        {
            switch (service)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }
}
