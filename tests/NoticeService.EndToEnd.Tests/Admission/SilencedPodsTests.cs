using NoticeService.EndToEnd.Tests.Ledger;
using NoticeService.Protocol.V1;
using NoticeState = NoticeService.Domain.Ledger.NoticeState;

namespace NoticeService.EndToEnd.Tests.Admission;

/// <summary>Orders to be silent, while notices flow: on every pod, on those that come later, and after any restart.</summary>
public sealed class SilencedPodsTests(ITestOutputHelper output)
{
    private const string Cohort = """{ "name": "everybody", "percentage": 100, "hard_cap": 1000 }""";

    // So short that each viewer is told again and again.
    private const string Pacing = """ "pacing": { "cooldown_hours": 0.0003 } """;

    private static readonly string[] Users = [.. Enumerable.Range(0, 12).Select(i => $"viewer-{i}")];

    [Fact]
    public async Task SuspendedByACall_EveryPodIsSilent_LaterOnesToo_AndNoRestartOfPodsOrStoreLiftsIt()
    {
        await using var site = new PodsSite();
        site.Configure(Cohort, Pacing);
        await site.StartRedisAsync(Users);
        await site.StartAsync(1, 2, 3);
        PlayOn(site, 1, 2, 3);
        await FlowsAsync(site);

        var scope = new SuspensionScope { Isp = FaultSite.Isp };
        var order = await site.Pod(2).Operators.SuspendAsync(new SuspendRequest { Scope = scope, Reason = "a letter came", Operator = "counsel" });

        // The store itself admits nothing after the call.
        var records = (await site.RecordsAsync()).Count;
        await InForceAsync(site, order.Epoch);
        var notices = await SettledAsync(site);
        var took = await site.MetricsAsync("notice_suspensions_propagation_duration_seconds_sum");
        output.WriteLine($"in force on the pods after {string.Join(", ", took.Select(t => $"{t * 1_000:N0} ms"))}");
        Assert.All(await site.MetricsAsync("notice_suspensions_propagation_duration_seconds_count"), count => Assert.Equal(1, count));

        await site.StartAsync(4);
        site.Kill(1);
        await site.StartAsync(1);
        PlayOn(site, 1, 4);
        await IsSilentAsync(site, order.Epoch, records, notices);

        // All of it at once, and the store has forgotten everything.
        foreach (var pod in new[] { 1, 2, 3, 4 })
        {
            site.Kill(pod);
        }

        await site.Redis.KillAsync();
        await site.StartRedisAsync(Users);
        await site.StartAsync(1, 2, 3, 5);
        PlayOn(site, 1, 2, 3, 5);
        await IsSilentAsync(site, order.Epoch, records, notices);
        var kept = Assert.Single((await site.Leader.Stores.Admission.ListSuspensionsAsync(site.Token)).Suspensions);
        Assert.Equal(("isp:alpha", "a letter came", "counsel"), (kept.Scope, kept.Reason, kept.Operator));

        // And the store alone.
        await site.Redis.KillAsync();
        await site.StartRedisAsync(Users);
        await IsSilentAsync(site, order.Epoch, records, notices);

        await site.Pod(5).Operators.ResumeAsync(new ResumeRequest { Scope = scope, Reason = "settled", Operator = "counsel" });
        await FlowsAsync(site);
    }

    [Fact]
    public async Task SuspendedInAConfigMap_EveryPodIsSilent_AWrongFileChangesNothing_AndARightOneLiftsIt()
    {
        await using var site = new PodsSite();
        site.Configure(Cohort, Pacing);
        await site.StartRedisAsync(Users);
        await site.StartAsync(1, 2);
        PlayOn(site, 1, 2);
        await FlowsAsync(site);

        site.Configure(Cohort, Pacing + """, "suspensions": [{ "scope": "cohort:everybody", "reason": "too many calls", "operator": "night desk" }]""");
        await site.UntilAsync("every pod has the file", async () => (await site.MetricsAsync("notice_config_apply_duration_seconds_count")).All(c => c >= 1));
        var took = await site.MetricsAsync("notice_config_apply_duration_seconds_sum");
        output.WriteLine($"in force {string.Join(", ", took.Select(t => $"{t * 1_000:N0} ms"))} after the pods saw the file change");
        var (notices, records) = (await SettledAsync(site), (await site.RecordsAsync()).Count);

        site.ConfigureText("""{ "network": {}, "suspensions": "none" }""");
        await site.UntilAsync("every pod has rejected it", async () => (await site.MetricsAsync("notice_config_reloads_total", "\"rejected\"")).All(c => c == 1));
        await IsSilentAsync(site, 0, records, notices);

        site.Configure(Cohort, Pacing);
        await FlowsAsync(site);
    }

    private static void PlayOn(PodsSite site, params int[] pods)
    {
        for (var i = 0; i < Users.Length; i++)
        {
            site.Play(pods[i % pods.Length], Users[i], Guid.NewGuid().ToString("N"));
        }
    }

    private static async Task FlowsAsync(PodsSite site)
    {
        var before = await site.MetricsAsync("notice_notices_sent_total");
        await site.UntilAsync("notices flow on every pod", async () =>
            (await site.MetricsAsync("notice_notices_sent_total")).Zip(before).All(sent => sent.First > sent.Second));
    }

    private static Task InForceAsync(PodsSite site, long epoch) =>
        site.UntilAsync("the order is in force on every pod", async () => (await site.MetricsAsync("notice_suspensions_epoch")).All(e => e >= epoch));

    // What was admitted before the order is sent, or was stopped; and all that was sent has come.
    private static async Task<int> SettledAsync(PodsSite site)
    {
        await site.UntilAsync("what was admitted is settled", async () =>
            (await site.RecordsAsync()) is var all && all.All(r => r.State != NoticeState.Reserved) && site.Notices >= all.Count(r => r.State == NoticeState.Sent));
        return site.Notices;
    }

    // The gates are asked, and let nothing through.
    private static async Task IsSilentAsync(PodsSite site, long epoch, int records, int notices)
    {
        await InForceAsync(site, epoch);
        var before = await site.RefusedAsync("suspended");
        await site.UntilAsync("every pod refuses", async () => (await site.RefusedAsync("suspended")).Zip(before).All(refused => refused.First >= refused.Second + 3));
        await site.UntilAsync("the ledger is as it was", async () => (await site.RecordsAsync()).Count >= records);
        Assert.Equal((records, notices), ((await site.RecordsAsync()).Count, site.Notices));
    }
}
