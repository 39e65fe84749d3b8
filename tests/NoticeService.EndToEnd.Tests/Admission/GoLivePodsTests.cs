using System.Text.Json;
using NoticeService.Domain.Verdicts;
using NoticeService.EndToEnd.Tests.Story;
using NoticeService.Protocol.V1;
using NoticeService.TestKit.Servers;
using NoticeService.Tests.Hosting;
using NoticeState = NoticeService.Domain.Ledger.NoticeState;

namespace NoticeService.EndToEnd.Tests.Admission;

/// <summary>The life of an installation with the go-live gate: pods as processes, a real Redis, and a calibration that the lab really made.</summary>
public sealed class GoLivePodsTests(ITestOutputHelper output)
{
    private const string Cohort = """{ "name": "everybody", "percentage": 100, "hard_cap": 1000 }""";

    // Each viewer is told again and again; a few homes are enough for the ISP to count as one that could be named.
    private const string Settings = """ "pacing": { "cooldown_hours": 0.0003 }, "verdict": { "min_households": 5 } """;
    private const string OtherSettings = """ "pacing": { "cooldown_hours": 0.0003 }, "verdict": { "min_households": 5, "named_drop": 0.3 } """;

    private static readonly VerdictSettings Judged = new() { MinHouseholds = 5 };

    private static readonly string[] Users = [.. Enumerable.Range(0, 4).Select(i => $"viewer-{i}")];

    [Fact]
    public async Task NewInstallation_IsInShadow_UntilCalibratedOrOverridden_AndRestartsAndOtherSettingsDoWhatTheyShould()
    {
        await using var site = new PodsSite
        {
            // Three days of one ISP without an alarm show at most 1 a day; months of all ISPs are what a real budget takes.
            Environment = [("GoLive__Mode", "enforced"), ("GoLive__FalseAlarmsPerThousandIspDays", "1000")],
        };
        site.Configure(Cohort, Settings);
        site.Leader.Settings = Judged;
        await site.StartRedisAsync(Users);
        await site.StartAsync(1, 2);
        PlayOn(site, 1, 2);
        await IsShadowedAsync(site);
        Assert.Equal(0, site.Notices);
        Assert.All(await site.RecordsAsync(), r => Assert.Equal((true, NoticeState.Withheld), (r.Shadow, r.State)));
        Assert.Equal(GoLiveState.New, (await GoLiveAsync(site, 1)).State);

        // A day and a half does not show it, three days do.
        var calibration = await CalibrateAsync(site, hours: 36);
        var (code, said) = await SubmitAsync(site, 1, calibration);
        Assert.Equal(2, code);
        Assert.Contains("ISP-days are too few to show anything", said, StringComparison.Ordinal);
        calibration = await CalibrateAsync(site, hours: 74);
        (code, said) = await SubmitAsync(site, 1, calibration);
        Assert.True(code == 0, said);
        await FlowsAsync(site);
        var golive = await GoLiveAsync(site, 2);
        Assert.Equal((GoLiveState.Calibrated, true, "ann", 0), (golive.State, golive.Live, golive.Operator, golive.Calibration.FalseAlarms));
        output.WriteLine(golive.Because);

        // A leader of other settings, as while pods are replaced: nobody has calibrated what it says.
        site.Leader.Settings = Judged with { NamedDrop = 0.3 };
        await site.UntilAsync("both pods are in shadow", async () => (await site.MetricsAsync("notice_golive_live")).All(live => live == 0));
        await IsShadowedAsync(site);
        golive = await GoLiveAsync(site, 2);
        Assert.Equal((GoLiveState.Void, false), (golive.State, golive.Live));
        Assert.StartsWith("The leader judges by other verdict settings", golive.Because, StringComparison.Ordinal);
        site.Leader.Settings = Judged;
        await site.UntilAsync("both pods are live again", async () => (await site.MetricsAsync("notice_golive_live")).All(live => live == 1));
        await FlowsAsync(site);

        // Other settings than those that were calibrated: it counts no more.
        Kill(site, 1, 2);
        site.Configure(Cohort, OtherSettings);
        var before = site.Notices;
        await site.StartAsync(1, 2);
        PlayOn(site, 1, 2);
        await IsShadowedAsync(site);
        golive = await GoLiveAsync(site, 1);
        Assert.Equal((GoLiveState.Void, false), (golive.State, golive.Live));
        Assert.Contains("other verdict settings", golive.Because, StringComparison.Ordinal);
        Assert.Equal(before, site.Notices);

        await site.Pod(2).Operators.OverrideGoLiveAsync(new OverrideGoLiveRequest { Reason = "a trial", Operator = "ann" });
        await site.UntilAsync("the override is in force on both pods", async () => (await site.MetricsAsync("notice_golive_live")).All(live => live == 1));
        Assert.All(await site.MetricsAsync("notice_suspensions_propagation_duration_seconds_count"), count => Assert.Equal(1, count));
        var took = await site.MetricsAsync("notice_suspensions_propagation_duration_seconds_sum");
        output.WriteLine($"in force on the pods after {string.Join(", ", took.Select(t => $"{t * 1_000:N0} ms"))}");
        await FlowsAsync(site);

        // Pods and store at once, and the store has forgotten everything: what a pod has on its disk comes back.
        Kill(site, 1, 2);
        await site.Redis.KillAsync();
        await site.StartRedisAsync(Users);
        await site.StartAsync(1, 3);
        PlayOn(site, 1, 3);
        await FlowsAsync(site);
        golive = await GoLiveAsync(site, 3);
        Assert.Equal((GoLiveState.Overridden, "ann", "a trial"), (golive.State, golive.Operator, golive.Reason));

        await site.Pod(3).Operators.RevokeGoLiveAsync(new RevokeGoLiveRequest { Reason = "a letter came", Operator = "counsel" });
        await site.UntilAsync("the revocation is in force on both pods", async () => (await site.MetricsAsync("notice_golive_live")).All(live => live == 0));
        await site.UntilAsync("what was admitted is settled", async () =>
            (await site.RecordsAsync()) is var all && all.All(r => r.State != NoticeState.Reserved) && site.Notices >= all.Count(r => r.State == NoticeState.Sent));
        before = site.Notices;
        await IsShadowedAsync(site);
        Assert.Equal(before, site.Notices);
    }

    private static void PlayOn(PodsSite site, params int[] pods)
    {
        for (var i = 0; i < Users.Length; i++)
        {
            site.Play(pods[i % pods.Length], Users[i], Guid.NewGuid().ToString("N"));
        }
    }

    private static void Kill(PodsSite site, params int[] pods)
    {
        foreach (var pod in pods)
        {
            site.Kill(pod);
        }
    }

    // The gates of all pods decide and record.
    private static async Task IsShadowedAsync(PodsSite site)
    {
        Assert.All(await site.MetricsAsync("notice_golive_live"), live => Assert.Equal(0, live));
        var before = await site.MetricsAsync("notice_notices_admitted_total", "\"shadow\"");
        await site.UntilAsync("every pod records in shadow", async () =>
            (await site.MetricsAsync("notice_notices_admitted_total", "\"shadow\"")).Zip(before).All(shadow => shadow.First >= shadow.Second + 3));
    }

    private static async Task FlowsAsync(PodsSite site)
    {
        var before = await site.MetricsAsync("notice_notices_sent_total");
        await site.UntilAsync("notices flow on every pod", async () =>
            (await site.MetricsAsync("notice_notices_sent_total")).Zip(before).All(sent => sent.First > sent.Second));
        Assert.All(await site.MetricsAsync("notice_golive_live"), live => Assert.Equal(1, live));
    }

    private static async Task<GoLive> GoLiveAsync(PodsSite site, int pod) => (await site.Pod(pod).Operators.GetGoLiveAsync(new GetGoLiveRequest())).GoLive;

    // Records calm traffic of this network, and lets the lab judge it with the pods' own file.
    private static async Task<string> CalibrateAsync(PodsSite site, int hours)
    {
        var telemetry = Path.Combine(site.Folder, $"recording-{hours}.csv");
        var to = Path.Combine(site.Folder, $"calibration-{hours}");
        await LabAsync(site, "record", telemetry, "--network", site.ConfigFile, "--players", "6", "--calm", $"{hours}h", "--duration", "1m", "--script", "calm");
        await LabAsync(site, "calibrate", telemetry, "--network", site.ConfigFile, "--budget", "1000", "--out", to);
        var file = Path.Combine(to, "calibration.json");
        var isWithin = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetProperty("is_within_budget").GetBoolean();
        Assert.Equal(hours >= 74, isWithin);
        return file;
    }

    private static async Task LabAsync(PodsSite site, params string[] arguments)
    {
        var run = await ToolRun.RunAsync(DemoProcess.Built("NoticeService.Lab", "lab"), arguments, site.Folder);
        Assert.True(run.ExitCode == 0, run.Output);
    }

    private static async Task<(int Code, string Said)> SubmitAsync(PodsSite site, int pod, string file)
    {
        using var command = new ServiceProcess(["ctl", "golive", "submit", file, "--operator", "ann", "--server", site.Pod(pod).Grpc.ToString()]);
        return (await command.ExitAsync(), command.Output);
    }
}
