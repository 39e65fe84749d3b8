using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Options;

namespace NoticeService.EndToEnd.Tests.Telemetry;

public sealed class MetricsPageTests
{
    [Fact]
    public async Task Get_WithoutAccept_IsPrometheusText()
    {
        await using var site = await TelemetrySite.StartAsync();
        site.Meter.CreateCounter<long>("notice.tried").Add(2);

        var response = await site.Client.GetAsync("/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains("\nnotice_tried_total{otel_scope_name=\"NoticeService\"} 2\n", page, StringComparison.Ordinal);
        Assert.Contains("target_info{", page, StringComparison.Ordinal);
        Assert.Contains("service_name=\"notice-service\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_AnswersAsGetWithoutTheBody()
    {
        await using var site = await TelemetrySite.StartAsync();
        using var ask = new HttpRequestMessage(HttpMethod.Head, "/metrics");
        using var response = await site.Client.SendAsync(ask);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Get_AskedForOpenMetrics_EndsInEof()
    {
        await using var site = await TelemetrySite.StartAsync();
        site.Client.DefaultRequestHeaders.Accept.ParseAdd("application/openmetrics-text; version=1.0.0");

        var response = await site.Client.GetAsync("/metrics");

        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.EndsWith("\n# EOF\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_RuntimeAndServer_AreThere()
    {
        await using var site = await TelemetrySite.StartAsync();
        var page = await site.ScrapeAsync();
        Assert.Contains("\ndotnet_gc_collections_total{", page, StringComparison.Ordinal);
        Assert.Contains("\nkestrel_active_connections{", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_SERVICE_NAME", "other", "service_name=\"other\"")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=pod-7,k8s.namespace.name=notices", "service_instance_id=\"pod-7\"")]
    public async Task Get_ResourceVariables_GoBeforeOurOwn(string variable, string value, string label)
    {
        await using var site = await TelemetrySite.StartAsync(new() { [variable] = value });
        Assert.Contains(label, await site.ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_SdkDisabled_IsNotFound()
    {
        await using var site = await TelemetrySite.StartAsync(new() { ["OTEL_SDK_DISABLED"] = "true" });
        Assert.Equal(HttpStatusCode.NotFound, (await site.Client.GetAsync("/metrics")).StatusCode);
    }

    [Fact]
    public async Task Start_WrongSetting_IsRefused()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TelemetrySite.StartAsync(new() { ["Telemetry:CardinalityLimit"] = "9" }));
        Assert.Contains("CardinalityLimit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_MoreSeriesThanTheLimit_CountsTheRestInOne()
    {
        await using var site = await TelemetrySite.StartAsync(new() { ["Telemetry:CardinalityLimit"] = "10" });
        var counter = site.Meter.CreateCounter<long>("notice.many");
        for (var i = 0; i < 1_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("isp", i));
        }

        var series = (await site.ScrapeAsync()).Split('\n').Where(l => l.StartsWith("notice_many_total{", StringComparison.Ordinal)).ToList();

        var overflow = Assert.Single(series, l => l.Contains("otel_metric_overflow=\"true\"", StringComparison.Ordinal));
        Assert.Equal(1_000, series.Sum(l => int.Parse(l[(l.LastIndexOf(' ') + 1)..], null)));
        Assert.EndsWith(" 990", overflow, StringComparison.Ordinal);
        Assert.Equal(11, series.Count);
    }

    [Fact]
    public async Task Get_TwoHostsInOneProcess_EachTellsItsOwn()
    {
        await using var one = await TelemetrySite.StartAsync();
        await using var two = await TelemetrySite.StartAsync();
        one.Meter.CreateCounter<long>("notice.whose").Add(1);
        two.Meter.CreateCounter<long>("notice.whose").Add(20);

        Assert.Contains("notice_whose_total{otel_scope_name=\"NoticeService\"} 1\n", await one.ScrapeAsync(), StringComparison.Ordinal);
        Assert.Contains("notice_whose_total{otel_scope_name=\"NoticeService\"} 20\n", await two.ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ShortlyAfterAnother_GivesItsNumbersAgain()
    {
        var clock = new HandClock();
        await using var site = await TelemetrySite.StartAsync(new() { ["Telemetry:ScrapeReuse"] = "00:00:01" }, clock);
        var asked = 0;
        site.Meter.CreateObservableGauge("notice.asked", () => ++asked);

        await site.ScrapeAsync();
        clock.Advance(TimeSpan.FromMilliseconds(999));
        await site.ScrapeAsync();
        Assert.Equal(1, asked);

        clock.Advance(TimeSpan.FromMilliseconds(1));
        await site.ScrapeAsync();
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Get_ManyAtOnceWhileCounting_NeverTornAndNeverGoesBack()
    {
        await using var site = await TelemetrySite.StartAsync(new() { ["Telemetry:ScrapeReuse"] = "00:00:00" });
        var histogram = site.Meter.CreateHistogram<double>("notice.busy.duration", "s");
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => Record(histogram, stop.Token))).ToArray();

        var scrapers = Enumerable.Range(0, 8).Select(async _ =>
        {
            var before = 0L;
            for (var i = 0; i < 20; i++)
            {
                var page = await site.ScrapeAsync();
                var count = Number(page, "notice_busy_duration_seconds_count{");
                Assert.Equal(count, Number(page, "notice_busy_duration_seconds_bucket{", "le=\"+Inf\""));
                Assert.InRange(count, before, long.MaxValue);
                before = count;
            }
        });
        await Task.WhenAll(scrapers);
        await stop.CancelAsync();
        var recorded = (await Task.WhenAll(writers)).Sum();
        Assert.Equal(recorded, Number(await site.ScrapeAsync(), "notice_busy_duration_seconds_count{"));
    }

    private static long Record(Histogram<double> histogram, CancellationToken stop)
    {
        long recorded = 0;
        do
        {
            histogram.Record(recorded % 7);
            recorded++;
        }
        while (!stop.IsCancellationRequested);

        return recorded;
    }

    private static long Number(string page, string start, string part = "") => page.Split('\n')
        .Where(l => l.StartsWith(start, StringComparison.Ordinal) && l.Contains(part, StringComparison.Ordinal))
        .Select(l => long.Parse(l[(l.LastIndexOf(' ') + 1)..], null))
        .SingleOrDefault();
}
