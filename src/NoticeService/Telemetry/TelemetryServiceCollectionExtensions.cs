using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NoticeService.Telemetry.Prometheus;
using OpenTelemetry.Logs;

namespace NoticeService.Telemetry;

internal static class TelemetryServiceCollectionExtensions
{
    /// <summary>
    /// Metrics, traces and logs of every part, exported over OTLP when the standard <c>OTEL_*</c> settings name an endpoint; and the
    /// metrics for <see cref="MetricsEndpoint.MapMetrics"/>. A wrong <c>Telemetry</c> setting stops the start. Call it first: what is
    /// hosted before it would stop after it, untold.
    /// </summary>
    public static IServiceCollection AddNoticeTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (services.Any(service => service.ServiceType == typeof(OtlpSignals)))
        {
            return services;
        }

        var signals = OtlpSignals.From(configuration);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(signals);
        services.AddOptions<TelemetryOptions>()
            .Bind(configuration.GetSection(TelemetryOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<TelemetryOptions>>().Value);
        services.AddSingleton<PrometheusExporter>();
        services.AddSingleton<MetricsScraper>();
        services.AddHostedService<TelemetryHost>();
        if (signals.Traces)
        {
            // Else the server's spans have neither method nor path nor status.
            AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        }

        if (signals.Logs)
        {
            services.AddLogging(logging => logging.AddOpenTelemetry(options => AddLogs(options, configuration)));
        }

        return services;
    }

    private static void AddLogs(OpenTelemetryLoggerOptions options, IConfiguration configuration)
    {
        var resource = OpenTelemetry.Resources.ResourceBuilder.CreateEmpty();
        ServiceResource.Describe(resource);
        options.SetResourceBuilder(resource);
        options.IncludeFormattedMessage = true;
        options.IncludeScopes = false;
        options.AddOtlpExporter(otlp => OtlpSignals.ApplyOwn(configuration, "LOGS", otlp));
    }
}
