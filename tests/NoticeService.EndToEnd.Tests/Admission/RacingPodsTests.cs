using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.EndToEnd.Tests.Ledger;

namespace NoticeService.EndToEnd.Tests.Admission;

/// <summary>Pods that race for the same users, the same cap and the same rate on one Redis.</summary>
public sealed class RacingPodsTests(ITestOutputHelper output)
{
    private static readonly int[] Three = [1, 2, 3];

    [Fact]
    public async Task Cap_EveryUserOnEveryPod_IsReachedAndNeverPassed_AndNobodyIsToldTwice()
    {
        const int cap = 12;
        var users = Users(30);
        await using var site = new PodsSite();
        site.Configure($$"""{ "name": "everybody", "percentage": 100, "hard_cap": {{cap}}, "holdout_share": 0.5 }""");
        await site.StartRedisAsync(users);
        await site.StartAsync(Three);
        foreach (var user in users)
        {
            foreach (var pod in Three)
            {
                site.Play(pod, user);
            }
        }

        await site.UntilAsync("every pod has asked for every user", async () => (await site.RefusedAsync("cap_reached")).All(r => r >= users.Length - cap));
        await site.UntilAsync("what was admitted is settled", async () => (await site.RecordsAsync()).All(r => r.State is NoticeState.Sent or NoticeState.Withheld));
        var records = await site.RecordsAsync();
        Assert.Equal(cap, records.Count);
        Assert.Equal(cap, records.Select(r => r.Household).Distinct().Count());
        Assert.Equal(cap, await site.Leader.Stores.Admission.EnrolledAsync("everybody", site.Token));
        Assert.Contains(records, r => r.Holdout);
        var shown = records.Where(r => r.State == NoticeState.Sent).Select(r => r.NoticeId).Order(StringComparer.Ordinal);
        await site.UntilAsync("all that was sent has come", () => Task.FromResult(site.Notices >= shown.Count()));
        Assert.Equal(shown, site.Viewers.Where(v => v.Notices > 0).Select(v => v.Last!.NoticeId).Order(StringComparer.Ordinal));
        Assert.All(site.Viewers, v => Assert.InRange(v.Notices, 0, 1));
        Assert.True((await site.RefusedAsync("cooldown")).Sum() > 0);
        output.WriteLine($"{records.Count} enrolled of {users.Length} users on {Three.Length} pods each, {records.Count(r => r.Holdout)} of them held out; {site.Notices} notices came.");
    }

    [Fact]
    public async Task Pacing_ThreePodsOfWhichOneIsKilled_KeepsToBothRates_AndAsksSeldom()
    {
        var (perIsp, global) = (new PacingRate(12, 6), new PacingRate(10, 5));
        var users = Users(90);
        await using var site = new PodsSite();
        site.Configure(
            """{ "name": "everybody", "percentage": 100, "hard_cap": 1000, "holdout_share": 0.2 }""",
            """ "pacing": { "per_isp": { "per_second": 12, "burst": 6 }, "global": { "per_second": 10, "burst": 5 } }""");
        await site.StartRedisAsync(users);
        await site.StartAsync(Three);
        for (var i = 0; i < users.Length; i++)
        {
            site.Play(Three[i % 3], users[i]);
        }

        // What the third has leased when it dies is lost.
        await site.UntilAsync("the notices are under way", async () => (await site.AdmittedAsync()).Count >= 20);
        site.Kill(3);
        await site.UntilAsync("everybody on the others is told", async () =>
            (await site.RecordsAsync()).Select(r => r.Household).Intersect(users.Where((_, i) => i % 3 != 2).Select(FaultSite.HouseholdOf)).Count() == 60);

        var times = await site.AdmittedAsync();
        Assert.Equal((await site.RecordsAsync()).Count, times.Count);
        Assert.True(KeepsTo(global, times), "The global rate was exceeded.");
        Assert.True(KeepsTo(perIsp, times), "The ISP's rate was exceeded.");

        // Of three times as many a second it would not hold: the rate was what held them up.
        Assert.False(KeepsTo(new PacingRate(1, 5), times));
        var leases = (await site.MetricsAsync("db_client_operation_duration_seconds_count", "\"lease\"")).Sum();
        var decisions = (await site.MetricsAsync("db_client_operation_duration_seconds_count", "\"admit\"")).Sum();
        var seconds = (times[^1] - times[0]) / 1e6;
        output.WriteLine($"{times.Count} admitted in {seconds:N1} s of Redis's clock; on the two pods that live {leases:N0} leases and {decisions:N0} decisions, {(await site.RefusedAsync("lease_lapsed")).Sum():N0} of which came too late.");
    }

    [Fact]
    public async Task TargetSize_CountedByAllPods_IsOneShareOnAll_AndAGrowingPopulationLowersNothing()
    {
        var (early, late) = (Users(60), Users(120)[60..]);
        await using var site = new PodsSite();
        site.Configure("""{ "name": "sized", "target_size": 15, "counting_hours": 24, "enabled": false }""");
        await site.StartRedisAsync([.. early, .. late]);
        await site.StartAsync(Three);
        for (var i = 0; i < early.Length; i++)
        {
            site.Play(Three[i % 3], early[i]);
        }

        await site.UntilAsync("all are counted on every pod", async () => (await site.MetricsAsync("notice_cohort_population")).All(p => p is >= 58 and <= 62));
        Assert.All(await site.MetricsAsync("notice_cohort_share_ratio"), share => Assert.Equal(0, share));

        // Counted for long enough: the campaign begins.
        site.Configure("""{ "name": "sized", "target_size": 15, "counting_hours": 0 }""");
        await site.UntilAsync("every pod has the share", async () => (await site.MetricsAsync("notice_cohort_share_ratio")).All(s => s is >= 15 / 62.0 and <= 15 / 58.0));
        var shares = await site.MetricsAsync("notice_cohort_share_ratio");
        var share = Assert.Single(shares.Distinct());

        for (var i = 0; i < late.Length; i++)
        {
            site.Play(Three[i % 3], late[i]);
        }

        await site.UntilAsync("they are counted too", async () => (await site.MetricsAsync("notice_cohort_population")).All(p => p is >= 116 and <= 124));
        await site.StartAsync(4);
        await site.UntilAsync("a pod that starts later has the share", async () => await site.Pod(4).MetricAsync("notice_cohort_share_ratio", "", site.Token) > 0);
        Assert.All(await site.MetricsAsync("notice_cohort_share_ratio"), s => Assert.Equal(share, s));

        // The members are those whose hash lies below it, up to the target.
        var members = early.Concat(late).Where(u => CohortHash.Membership("sized", FaultSite.HouseholdOf(u)) < share).Select(FaultSite.HouseholdOf).ToHashSet();
        await site.UntilAsync("the target is told", async () => (await site.RecordsAsync()).Count >= Math.Min(15, members.Count));
        var told = (await site.RecordsAsync()).Select(r => r.Household).ToList();
        Assert.Equal(Math.Min(15, members.Count), told.Distinct().Count());
        Assert.Subset(members, told.ToHashSet());
        output.WriteLine($"share {share:N4} of 60 and then 120 households, on 4 pods; {members.Count} members, {told.Count} told.");
    }

    private static string[] Users(int count) => [.. Enumerable.Range(0, count).Select(i => $"viewer-{i}")];

    // GCRA as SPECS section 5 has it.
    private static bool KeepsTo(PacingRate rate, IReadOnlyList<long> times)
    {
        var arrival = 0L;
        foreach (var now in times)
        {
            arrival = Math.Max(arrival, now) + rate.EmissionIntervalMicros;
            if (now < arrival - rate.ToleranceMicros)
            {
                return false;
            }
        }

        return true;
    }
}
