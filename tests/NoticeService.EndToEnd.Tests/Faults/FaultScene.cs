using System.Globalization;
using NoticeService.Domain.Ledger;
using NoticeService.EndToEnd.Tests.Admission;
using NoticeService.EndToEnd.Tests.Ledger;
using NoticeService.TestKit.Servers;

namespace NoticeService.EndToEnd.Tests.Faults;

/// <summary>
/// Users who play on two pods at once. Some suffer at first, and the fault comes while they are being told; the others begin to suffer in
/// the midst of it.
/// </summary>
internal sealed class FaultScene(RedisServerProcess? redis = null, RedisServerProcess? replica = null, params (string Name, string Value)[] environment) : IAsyncDisposable
{
    private static readonly int[] Pods = [1, 2];

    // What the gate says when the store does not confirm.
    private static readonly string[] Unconfirmed = ["store_unavailable", "reconciling"];

    private readonly string[] early = Names("early");
    private readonly string[] late = Names("late");
    private readonly Dictionary<SlowViewer, int> viewers = [];
    private readonly HashSet<SlowViewer> displayed = [];

    public PodsSite Site { get; } = new(redis, replica) { Environment = environment };

    /// <summary>Of the notices that came.</summary>
    public IEnumerable<string> NoticeIds => viewers.Keys.Select(v => v.Last?.NoticeId).OfType<string>();

    private int Users => early.Length + late.Length;

    /// <summary>Returns while the first are being told.</summary>
    /// <param name="beforeAnybodySuffers">When all play, and are well.</param>
    public async Task BeginAsync(Action? beforeAnybodySuffers = null)
    {
        Site.Configure(
            """{ "name": "everybody", "percentage": 100, "hard_cap": 1000, "holdout_share": 0 }""",
            """ "pacing": { "per_isp": { "per_second": 8, "burst": 4 }, "global": { "per_second": 8, "burst": 4 } }""");
        await Site.StartRedisAsync([.. early, .. late]);
        if (replica is not null)
        {
            await replica.StartAsync();
        }

        await Site.StartAsync(Pods);
        foreach (var pod in Pods)
        {
            foreach (var user in early.Concat(late))
            {
                viewers.Add(Site.Play(pod, user, wellAtFirst: true), pod);
            }
        }

        await Site.UntilAsync("everybody plays", async () => (await Site.MetricsAsync("notice_sessions_active")).All(s => s >= Users));
        await Site.UntilAsync("the pods found the store whole", async () => (await Site.MetricsAsync("notice_ledger_whole")).All(w => w > 0));
        beforeAnybodySuffers?.Invoke();
        Suffer(early);
        await Site.UntilAsync("the first are told", () => Task.FromResult(Site.Notices >= 4));
    }

    /// <summary>The others suffer too.</summary>
    public void LateOnesSuffer() => Suffer(late);

    /// <summary>Those who were told come back and suffer again: of a store that forgot the cooldown they are asked anew.</summary>
    public void EarlyOnesComeBack()
    {
        foreach (var pod in Pods)
        {
            foreach (var user in early)
            {
                viewers.Add(Site.Play(pod, user, "again"), pod);
            }
        }
    }

    /// <summary>Samples are taken on every pod.</summary>
    public async Task TelemetryFlowsAsync()
    {
        var before = await Site.MetricsAsync("notice_samples_accepted_total");
        await Site.UntilAsync("samples are taken", async () => (await Site.MetricsAsync("notice_samples_accepted_total")).Zip(before).All(s => s.First >= s.Second + early.Length));
    }

    /// <summary>The gates of these pods, which cannot ask Redis, are asked, and nobody new is told there; viewers look at what they were told.</summary>
    public Task IsSilentAsync(params int[] pods) =>
        IsSilentAsync(pods, (before, after) => after.Zip(before).All(r => r.First >= r.Second + late.Length));

    /// <summary>
    /// The store takes what the gates of the two ask for and confirms none of it, and nobody new is told. It is one count for both, since
    /// whomever one has asked for is in the cooldown for the other, which then asks no more.
    /// </summary>
    public Task NoneIsConfirmedAsync() =>
        IsSilentAsync(Pods, (before, after) => after.Sum() >= before.Sum() + late.Length);

    /// <summary>The late ones, of whom nobody was told on the first pod, are told on the other.</summary>
    public Task LateOnesAreToldAsync() =>
        Site.UntilAsync("the late ones are told", () => Task.FromResult(viewers.Keys.Where(v => late.Contains(v.User)).Sum(v => v.Notices) == late.Length));

    /// <summary>What must hold after any fault: everybody is told once, what was seen is in the ledger, and the ledger is whole.</summary>
    /// <returns>What was observed.</returns>
    public async Task<string> IsWholeAsync()
    {
        await Site.UntilAsync("everybody has a record, and each is settled", async () =>
            (await Site.RecordsAsync()) is var all && all.All(r => r.State != NoticeState.Reserved) && all.Select(r => r.Household).Distinct().Count() == Users);
        await Site.UntilAsync("what was sent has come", async () => Site.Notices >= (await Site.RecordsAsync()).Count(r => r.State is NoticeState.Sent or NoticeState.Displayed));
        await DisplayAsync();
        var seen = displayed.Select(v => v.Last!.NoticeId).ToHashSet();
        await Site.UntilAsync("the ledger says of all that was seen that it was", async () =>
            (await Site.RecordsAsync()).Where(r => r.State == NoticeState.Displayed).Select(r => r.NoticeId).ToHashSet().SetEquals(seen));

        var records = await Site.RecordsAsync();
        Assert.All(viewers.Keys.GroupBy(v => v.User), user => Assert.InRange(user.Sum(v => v.Notices), 0, 1));
        Assert.Equal(Users, records.Count);
        Assert.Equal(seen.Count, Site.Notices);
        await Site.VerifyAsync();
        var refused = string.Join(" and ", await UnconfirmedAsync(Pods));
        var restored = (await Site.MetricsAsync("notice_ledger_restored_total")).Sum();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Users} users on {Pods.Length} pods each: {seen.Count} notices shown, {records.Count} records, {records.Count(r => r.State == NoticeState.Failed)} failed; refused unconfirmed {refused}; given back {restored}.");
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();

    private static string[] Names(string kind) => [.. Enumerable.Range(0, 16).Select(i => $"{kind}-{i}")];

    private async Task IsSilentAsync(int[] pods, Func<IReadOnlyList<double>, IReadOnlyList<double>, bool> refused)
    {
        LateOnesSuffer();
        await DisplayAsync();
        await TelemetryFlowsAsync();
        var before = await UnconfirmedAsync(pods);
        await Site.UntilAsync("the gates refuse", async () => refused(before, await UnconfirmedAsync(pods)));
        Assert.Equal(0, viewers.Where(v => pods.Contains(v.Value) && late.Contains(v.Key.User)).Sum(v => v.Key.Notices));
    }

    private void Suffer(string[] users)
    {
        foreach (var viewer in viewers.Keys.Where(v => users.Contains(v.User)))
        {
            viewer.Suffer();
        }
    }

    private async Task DisplayAsync()
    {
        foreach (var viewer in viewers.Keys.Where(v => v.Last is not null && displayed.Add(v)))
        {
            await viewer.DisplayedAsync();
        }
    }

    private async Task<IReadOnlyList<double>> UnconfirmedAsync(int[] pods) =>
        await Task.WhenAll(pods.Select(async pod =>
        {
            var reasons = await Task.WhenAll(Unconfirmed.Select(reason => Site.Pod(pod).MetricAsync("notice_gate_refused_total", $"\"{reason}\"", Site.Token)));
            return reasons.Sum();
        }));
}
