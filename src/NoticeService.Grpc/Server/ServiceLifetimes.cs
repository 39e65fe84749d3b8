using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>How services are registered: a singleton needs no scope per call.</summary>
internal sealed class ServiceLifetimes(IServiceCollection services)
{
    /// <summary>The lifetime of the registration that wins; null if there is none.</summary>
    public ServiceLifetime? Of(Type type) =>
        services.LastOrDefault(service => service.ServiceType == type && !service.IsKeyedService)?.Lifetime;
}
