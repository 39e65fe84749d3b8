using Grpc.AspNetCore.Server.Internal;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to endpoints.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps every method of a service. The instance that serves a call is the registered singleton, one from the call's
    /// scope, or, for a type that is not registered, a new one that is disposed with the call.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>AddGrpc</c> was not called, or the type does not derive from a generated service base.</exception>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var host = builder.ServiceProvider.GetService<ServerHost>()
            ?? throw new InvalidOperationException("Call services.AddGrpc() before MapGrpcService.");
        var services = new ServiceActivator<TService>(builder.ServiceProvider, host.Lifetimes.Of(typeof(TService)));
        var binder = new EndpointBinder<TService>(builder, host, services);
        ServiceBinding.Bind(typeof(TService), binder);
        foreach (var name in binder.ServiceNames)
        {
            binder.Endpoints.Add(UnknownMethods.MapOf(builder, host, name));
        }

        if (!host.UnknownServicesMapped)
        {
            host.UnknownServicesMapped = true;
            UnknownMethods.MapAll(builder, host);
        }

        return new GrpcServiceEndpointConventionBuilder(binder.Endpoints);
    }
}
