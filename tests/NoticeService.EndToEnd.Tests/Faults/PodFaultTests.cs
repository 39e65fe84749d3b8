using System.Globalization;
using NoticeService.Domain.Ledger;
using NoticeService.EndToEnd.Tests.Admission;
using NoticeService.EndToEnd.Tests.Ledger;

namespace NoticeService.EndToEnd.Tests.Faults;

/// <summary>What is between a pod and Redis, its clock, and its clients.</summary>
public sealed class PodFaultTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false, Explicit = true)]
    public async Task PodCutOffFromRedis_ItTellsNobody_TheOtherDoes_AndEverybodyIsToldOnce(bool silently)
    {
        await using var scene = new FaultScene();
        var network = scene.Site.Relay(1);
        await scene.BeginAsync();
        if (silently)
        {
            network.Stall();
        }
        else
        {
            network.Cut();
        }

        await scene.IsSilentAsync(1);
        await scene.LateOnesAreToldAsync();
        network.Heal();
        output.WriteLine(await scene.IsWholeAsync());
    }

    // Within the limit of a call, and beyond: there each call takes effect, and nobody hears of it.
    [Theory]
    [InlineData(300, false, Explicit = true)]
    [InlineData(700, true)]
    public async Task RedisSlow_EverybodyIsToldOnce(int eachWayMs, bool beyondTheLimit)
    {
        await using var scene = new FaultScene();
        var networks = new[] { scene.Site.Relay(1), scene.Site.Relay(2) };
        await scene.BeginAsync();
        SetDelay(TimeSpan.FromMilliseconds(eachWayMs));
        if (beyondTheLimit)
        {
            await scene.IsSilentAsync(1, 2);
        }
        else
        {
            scene.LateOnesSuffer();
            await scene.TelemetryFlowsAsync();
        }

        SetDelay(TimeSpan.Zero);
        output.WriteLine(await scene.IsWholeAsync());

        void SetDelay(TimeSpan delay)
        {
            foreach (var network in networks)
            {
                network.Delay = delay;
            }
        }
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(-1, 1, Explicit = true)]
    public async Task ClockOfAPodAnHourOff_AndSetByTwoWhileItTells_EverybodyIsToldOnce(int hoursAhead, int then)
    {
        await using var scene = new FaultScene();
        await scene.Site.SetClockAsync(1, hoursAhead);
        await scene.BeginAsync();
        await scene.Site.SetClockAsync(1, then);
        scene.LateOnesSuffer();
        await scene.TelemetryFlowsAsync();
        output.WriteLine(await scene.IsWholeAsync());
    }

    [Fact]
    public async Task TwoHundredClientsOfOneUser_ReconnectingToOtherPods_AreToldOnceAtMost()
    {
        const int clients = 200;
        await using var site = new PodsSite();
        site.Configure("""{ "name": "everybody", "percentage": 100, "hard_cap": 1000, "holdout_share": 0 }""");
        await site.StartRedisAsync([FaultSite.User]);
        await site.StartAsync(1, 2, 3);
        var told = 0;
        var playing = Connect(0);
        for (var round = 1; round <= 2; round++)
        {
            await SampledAsync();
            told += await LeaveAsync();
            playing = Connect(round);
        }

        await SampledAsync();
        await site.UntilAsync("every pod has heard of the cooldown", async () => (await site.RefusedAsync("cooldown")).All(r => r > 0));
        await site.UntilAsync("the one record is settled", async () => (await site.RecordsAsync()) is [{ State: not NoticeState.Reserved }]);
        told += await LeaveAsync();
        Assert.InRange(told, 0, 1);
        var record = Assert.Single(await site.RecordsAsync());

        // That it was sent can be true of a client that left before it came.
        Assert.True(told == 0 || record.State == NoticeState.Sent, $"It was told, and the record says {record.State}.");
        await site.VerifyAsync();
        output.WriteLine($"{clients} clients, 3 times connected: {told} notices came, 1 record, {record.State}; refused for the cooldown {(await site.RefusedAsync("cooldown")).Sum()} times.");

        SlowViewer[] Connect(int round) =>
            [.. Enumerable.Range(0, clients).Select(i => new SlowViewer(site.Pod(1 + ((i + round) % 3)).Players, FaultSite.Start(string.Create(CultureInfo.InvariantCulture, $"session {i}"))))];

        async Task<int> LeaveAsync()
        {
            await Task.WhenAll(playing.Select(v => v.DisposeAsync().AsTask()));
            return playing.Sum(v => v.Notices);
        }

        async Task SampledAsync()
        {
            var before = await site.MetricsAsync("notice_samples_accepted_total");
            await site.UntilAsync("all have reported", async () => (await site.MetricsAsync("notice_samples_accepted_total")).Sum() >= before.Sum() + clients);
        }
    }
}
