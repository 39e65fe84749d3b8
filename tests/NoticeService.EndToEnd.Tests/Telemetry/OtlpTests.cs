using System.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace NoticeService.EndToEnd.Tests.Telemetry;

/// <summary>What a collector receives. The last export comes when the host stops, so nothing here waits for an interval.</summary>
public sealed class OtlpTests
{
    private static readonly ActivitySource Source = new("NoticeService.Tried");

    [Theory]
    [InlineData("grpc", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "/opentelemetry.proto.collector.trace.v1.TraceService/Export", "/opentelemetry.proto.collector.logs.v1.LogsService/Export")]
    [InlineData("http/protobuf", "/v1/metrics", "/v1/traces", "/v1/logs")]
    public async Task Export_WithAnEndpoint_SendsEverySignal(string protocol, string metrics, string traces, string logs)
    {
        await using var receiver = await OtlpReceiver.StartAsync(protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1);
        await EmitAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_SERVICE_NAME"] = "tried-name",
        });

        Assert.Equal(new HashSet<string> { metrics, traces, logs }, receiver.Paths);
        Assert.Contains("notice.tried", receiver.All(metrics), StringComparison.Ordinal);
        Assert.Contains("tried-span", receiver.All(traces), StringComparison.Ordinal);
        Assert.Contains("A line of the log, 42.", receiver.All(logs), StringComparison.Ordinal);
        Assert.All(receiver.Paths, path => Assert.Contains("tried-name", receiver.All(path), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_Requests_AreSpansAndProbesAreNot()
    {
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http1);
        await EmitAsync(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" });
        Assert.Contains("/some/page", receiver.All("/v1/traces"), StringComparison.Ordinal);
        // A protobuf text carries its length before it.
        Assert.DoesNotContain("\b/metrics", receiver.All("/v1/traces"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OneSignalsEndpoint_SendsThatSignalOnly()
    {
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http1);
        await EmitAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] = receiver.Endpoint + "/only/logs",
            ["OTEL_EXPORTER_OTLP_LOGS_PROTOCOL"] = "http/protobuf",
        });
        Assert.Equal(["/only/logs"], receiver.Paths);
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true", "")]
    [InlineData("OTEL_TRACES_EXPORTER", "none", "/v1/logs,/v1/metrics")]
    [InlineData("OTEL_METRICS_EXPORTER", "none", "/v1/logs,/v1/traces")]
    [InlineData("OTEL_LOGS_EXPORTER", "none", "/v1/metrics,/v1/traces")]
    public async Task Export_SwitchedOff_IsSilent(string variable, string value, string paths)
    {
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http1);
        await EmitAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            [variable] = value,
        });
        Assert.Equal(paths.Split(',', StringSplitOptions.RemoveEmptyEntries), receiver.Paths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Export_ReceiverIsGone_TheHostStillStops()
    {
        string endpoint;
        await using (var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http1))
        {
            endpoint = receiver.Endpoint;
        }

        await EmitAsync(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint, ["Telemetry:FlushTimeout"] = "00:00:00.200" });
    }

    private static async Task EmitAsync(Dictionary<string, string?> settings)
    {
        await using var site = await TelemetrySite.StartAsync(settings);
        site.Meter.CreateCounter<long>("notice.tried").Add(1);
        using (Source.StartActivity("tried-span"))
        {
            site.Logger("Tried").Log(LogLevel.Warning, "A line of the log, {Number}.", 42);
        }

        using var page = await site.Client.GetAsync("/some/page");
        using var probe = await site.Client.GetAsync("/metrics");
    }
}
