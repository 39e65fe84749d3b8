using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Finds the instance that serves a call: the registered singleton, one from the call's scope, or a new one.</summary>
internal sealed class ServiceActivator<TService>(IServiceProvider root, ServiceLifetime? lifetime)
    where TService : class
{
    private readonly ObjectFactory<TService>? _factory =
        lifetime is null ? ActivatorUtilities.CreateFactory<TService>(Type.EmptyTypes) : null;

    private TService? _singleton;

    /// <summary>True if the instance is the call's own and must be disposed with it.</summary>
    public bool Owns => _factory is not null;

    public TService Get(HttpContext http)
    {
        if (lifetime == ServiceLifetime.Singleton)
        {
            return _singleton ??= root.GetRequiredService<TService>();
        }

        return _factory is null ? http.RequestServices.GetRequiredService<TService>() : _factory(http.RequestServices, null);
    }
}
