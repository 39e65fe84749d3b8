using System.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NoticeService.Hosting;

namespace NoticeService.EndToEnd.Tests.Telemetry;

/// <summary>The service as it ships, on an embedded store, with nobody playing.</summary>
public sealed class WholeServiceTelemetryTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Service_Running_TellsPrometheusAndTheCollector()
    {
        await using var collector = await OtlpReceiver.StartAsync(HttpProtocols.Http1);
        var folder = Directory.CreateTempSubdirectory("notice-telemetry-");
        try
        {
            await using (var app = Service.Build(new Dictionary<string, string?>
            {
                ["NoticeService:Console"] = "127.0.0.1:0",
                ["NoticeService:Grpc"] = "127.0.0.1:0",
                ["Embedded:DataDirectory"] = Path.Combine(folder.FullName, "data"),
                ["Logging:Console:LogLevel:Default"] = "None",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Endpoint,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            }))
            {
                await app.StartAsync();
                var page = await PageOfALeaderAsync(new Uri(new Uri(app.Urls.First()), "/metrics"));
                Assert.Contains("\nnotice_sessions_active{", page, StringComparison.Ordinal);
                Assert.Contains("\ndb_client_operation_duration_seconds_count{", page, StringComparison.Ordinal);
                Assert.Contains("\nnotice_redis_breaker_state{", page, StringComparison.Ordinal);
                await app.StopAsync();
            }

            Assert.Contains("notice.sessions.active", collector.All("/v1/metrics"), StringComparison.Ordinal);
            Assert.Contains("db.client.operation.duration", collector.All("/v1/metrics"), StringComparison.Ordinal);
            Assert.Contains("NoticeService.Redis", collector.All("/v1/traces"), StringComparison.Ordinal);
            Assert.Contains("The configuration ", collector.All("/v1/logs"), StringComparison.Ordinal);
            Assert.DoesNotContain("could not be exported", collector.All("/v1/logs"), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The store answers when it pleases; from then on this pod, the only one, evaluates.
    private static async Task<string> PageOfALeaderAsync(Uri metrics)
    {
        using var client = new HttpClient();
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < Limit)
        {
            var page = await client.GetStringAsync(metrics);
            if (page.Contains("\nnotice_leader{otel_scope_name=\"NoticeService\"} 1\n", StringComparison.Ordinal))
            {
                return page;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The service does not evaluate.");
    }
}
