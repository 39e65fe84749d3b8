using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoticeService.Telemetry.Prometheus;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace NoticeService.Telemetry;

/// <summary>
/// Owns the providers. They listen before any other part of the service starts and export for the last time after every other
/// part has stopped.
/// </summary>
internal sealed class TelemetryHost(
    IConfiguration configuration,
    OtlpSignals signals,
    TelemetryOptions options,
    PrometheusExporter prometheus,
    IMeterFactory meters,
    ILogger<TelemetryHost> logger) : IHostedLifecycleService, IDisposable
{
    private MeterProvider? metrics;
    private TracerProvider? traces;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (signals.Disabled)
        {
            return Task.CompletedTask;
        }

        metrics = BuildMetrics();
        traces = signals.Traces ? BuildTraces() : null;
        if (signals.ToString() is { Length: > 0 } exported)
        {
            TelemetryLog.Exporting(logger, exported);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The SDK's flush blocks its thread for as long as the receiver does not answer.
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.Run(Flush, CancellationToken.None);

    public void Dispose()
    {
        metrics?.Dispose();
        traces?.Dispose();
    }

    private void Flush()
    {
        var timeout = (int)options.FlushTimeout.TotalMilliseconds;
        var flushed = !signals.Metrics || metrics?.ForceFlush(timeout) != false;
        flushed &= traces?.ForceFlush(timeout) != false;
        if (!flushed)
        {
            TelemetryLog.NotFlushed(logger, options.FlushTimeout);
        }
    }

    private MeterProvider BuildMetrics()
    {
        var views = new MetricViews(meters, options.CardinalityLimit);
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(ServiceResource.Describe)
            .AddMeter("NoticeService", "NoticeService.*", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
            .AddView(views.For)
            .AddReader(new BaseExportingMetricReader(prometheus) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative });
        return (signals.Metrics ? builder.AddOtlpExporter(otlp => OtlpSignals.ApplyOwn(configuration, "METRICS", otlp)) : builder).Build();
    }

    private TracerProvider BuildTraces() => Sdk.CreateTracerProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .ConfigureResource(ServiceResource.Describe)
        .AddSource("NoticeService", "NoticeService.*", "Microsoft.AspNetCore")
        .AddProcessor(new ProbeSpans())
        .AddOtlpExporter(otlp => OtlpSignals.ApplyOwn(configuration, "TRACES", otlp))
        .Build();
}
