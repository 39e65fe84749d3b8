using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Internal;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the gRPC host.</summary>
public static class GrpcServicesExtensions
{
    /// <summary>Adds what <c>MapGrpcService</c> needs.</summary>
    public static IGrpcServerBuilder AddGrpc(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddRouting();
        services.AddOptions();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new ServiceLifetimes(services));
        services.TryAddSingleton<ServerMetrics>();
        services.TryAddSingleton<ServerHost>();
        return new GrpcServerBuilder(services);
    }

    /// <summary>Adds what <c>MapGrpcService</c> needs, with limits and manners.</summary>
    public static IGrpcServerBuilder AddGrpc(this IServiceCollection services, Action<GrpcServiceOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configureOptions);
        services.AddOptions<GrpcServiceOptions>()
            .Configure(configureOptions)
            .Validate(
                options => options.ResponseCompressionAlgorithm is null or "gzip" or "identity",
                "ResponseCompressionAlgorithm is gzip, identity or not set.")
            .Validate(
                options => options.MaxReceiveMessageSize is null or >= 0 && options.MaxSendMessageSize is null or >= 0,
                "A message size limit is 0 bytes or more, or not set.")
            .ValidateOnStart();
        return services.AddGrpc();
    }

    private sealed record GrpcServerBuilder(IServiceCollection Services) : IGrpcServerBuilder;
}
