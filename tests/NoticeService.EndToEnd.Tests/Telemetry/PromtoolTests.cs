using System.Diagnostics.Metrics;
using NoticeService.TestKit;
using NoticeService.TestKit.Servers;

namespace NoticeService.EndToEnd.Tests.Telemetry;

public sealed class PromtoolTests
{
    // promtool's advice on names is for those who choose them: these are OpenTelemetry's, of .NET itself.
    private static readonly string[] NotOurs = ["dotnet_", "kestrel_", "http_server_", "aspnetcore_"];

    [Fact]
    public async Task CheckMetrics_ThePage_IsWellFormedAndWellNamed()
    {
        var promtool = RequiredTool.Require("promtool");
        await using var site = await TelemetrySite.StartAsync();
        site.Meter.CreateCounter<long>("notice.tried", "{try}", "Tries.").Add(2, new KeyValuePair<string, object?>("why", "a \"b\" \\ \n c"));
        site.Meter.CreateHistogram<double>("notice.try.duration", "s", "How long a try took.").Record(0.3);
        site.Meter.CreateObservableGauge("notice.try.share", () => 0.5, "1", "Tries of all.");

        var run = await ToolRun.RunAsync(promtool, ["check", "metrics"], ".", await site.ScrapeAsync());

        // 0: nothing to say; 3: advice; anything else: the page does not parse.
        Assert.True(run.ExitCode is 0 or 3, run.Output);
        Assert.DoesNotContain(run.Output.Split('\n'), line => line.Length > 0 && !NotOurs.Any(line.StartsWith));
    }

    [Fact]
    public async Task CheckMetrics_ABrokenPage_IsFound()
    {
        var promtool = RequiredTool.Require("promtool");
        var run = await ToolRun.RunAsync(promtool, ["check", "metrics"], ".", "# TYPE a counter\na{b=\"} 1\n");
        Assert.Equal(1, run.ExitCode);
    }
}
