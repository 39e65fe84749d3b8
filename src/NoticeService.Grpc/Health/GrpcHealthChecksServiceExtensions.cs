using Grpc.AspNetCore.HealthChecks;
using Grpc.AspNetCore.HealthChecks.Internal;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health service.</summary>
public static class GrpcHealthChecksServiceExtensions
{
    /// <summary>Adds what <c>MapGrpcHealthChecksService</c> needs; the builder takes the application's checks.</summary>
    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<GrpcHealthChecksOptions>();
        services.TryAddSingleton<HealthBoard>();
        services.TryAddSingleton<HealthRunner>();
        services.TryAddSingleton<HealthChecksService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthCheckPublisher, HealthPublisher>());

        // In front of the application's own configuration, which may so change or remove it.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<Options.IConfigureOptions<GrpcHealthChecksOptions>, WholeServer>());
        return services.AddHealthChecks();
    }

    /// <summary>As <see cref="AddGrpcHealthChecks(IServiceCollection)"/>, with services mapped.</summary>
    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services, Action<GrpcHealthChecksOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = services.AddGrpcHealthChecks();
        services.Configure(configure);
        return builder;
    }

    /// <summary>The server as a whole is as healthy as all its checks.</summary>
    private sealed class WholeServer : Options.IConfigureOptions<GrpcHealthChecksOptions>
    {
        public void Configure(GrpcHealthChecksOptions options) => options.Services.Map("", static _ => true);
    }
}
