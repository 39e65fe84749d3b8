using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using NoticeService.TestKit;
using NoticeService.TestKit.Servers;

namespace NoticeService.EndToEnd.Tests.Telemetry;

/// <summary>A real Prometheus scrapes the page; it asks for OpenMetrics, and refuses the whole page for one wrong byte.</summary>
public sealed class PrometheusServerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Scrape_ByPrometheus_StoresEverySeries()
    {
        var prometheus = RequiredTool.Require("prometheus");
        await using var site = await TelemetrySite.StartAsync();
        site.Meter.CreateCounter<long>("notice.tried", "{try}", "Tries, \"quoted\" \\.").Add(3, new KeyValuePair<string, object?>("why", "a \"b\" \\ \n c"));
        site.Meter.CreateHistogram<double>("notice.try.duration", "s", "How long.").Record(0.3);
        site.Meter.CreateObservableGauge("notice.odd", () => double.NegativeInfinity);

        var folder = Directory.CreateTempSubdirectory("notice-prometheus-");
        var port = FreePort.Take();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "prometheus.yml"), $$"""
            global: { scrape_interval: 1s }
            scrape_configs:
              - job_name: notice-service
                static_configs: [ { targets: [ "{{site.Client.BaseAddress!.Authority}}" ] } ]
            """);
        using var process = Process.Start(new ProcessStartInfo(prometheus, [$"--web.listen-address=127.0.0.1:{port}", "--config.file=prometheus.yml", "--storage.tsdb.path=data", "--log.level=error"])
        {
            WorkingDirectory = folder.FullName,
        })!;
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            Assert.Equal("3", await QueryAsync(client, process, """notice_tried_total{why="a \"b\" \\ \n c"}"""));
            Assert.Equal("1", await QueryAsync(client, process, """notice_try_duration_seconds_bucket{le="0.5"}"""));
            Assert.Equal("0", await QueryAsync(client, process, """notice_try_duration_seconds_bucket{le="0.25"}"""));
            Assert.Equal("-Inf", await QueryAsync(client, process, "notice_odd"));
            Assert.Equal("1", await QueryAsync(client, process, """target_info{service_name="notice-service"}"""));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    // The first scrape comes when Prometheus pleases: there is no signal for it but that the value is there.
    private static async Task<string> QueryAsync(HttpClient client, Process process, string query)
    {
        var since = Stopwatch.GetTimestamp();
        var said = "";
        while (Stopwatch.GetElapsedTime(since) < Limit && !process.HasExited)
        {
            try
            {
                using var answer = JsonDocument.Parse(await client.GetStringAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}"));
                var result = answer.RootElement.GetProperty("data").GetProperty("result");
                if (result.GetArrayLength() > 0)
                {
                    return result[0].GetProperty("value")[1].GetString()!;
                }

                said = await client.GetStringAsync("/api/v1/targets");
            }
            catch (HttpRequestException notYet)
            {
                said = notYet.Message;
            }

            await Task.Delay(50);
        }

        Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{query} is not there: {said}"));
        return "";
    }
}
