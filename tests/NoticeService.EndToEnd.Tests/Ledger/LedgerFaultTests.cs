using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sealing;
using NoticeService.Protocol.V1;
using NoticeState = NoticeService.Domain.Ledger.NoticeState;

namespace NoticeService.EndToEnd.Tests.Ledger;

/// <summary>What dies, and what must be whole after: no second notice within the cooldown, no displayed notice that is not in the ledger.</summary>
public sealed class LedgerFaultTests
{
    [Fact]
    public async Task PodKilled_BetweenReserveAndSend_TheRecordSaysFailed_AndNobodyIsToldAgain()
    {
        await using var site = new FaultSite();
        await site.StartRedisAsync();
        await site.StartPodAsync();

        // A player without a stream: its notice waits for a next report, which never comes.
        var report = new ReportRequest { Start = FaultSite.Start("s1") };
        report.Samples.Add(FaultSite.Slow(1_000));
        Assert.Null((await site.Players.ReportAsync(report, FaultSite.From())).Notice);
        await site.StateIsAsync(NoticeState.Reserved);
        await site.UntilAsync("it is in the journal", () => Task.FromResult(site.Journal.Read(default).Any()));
        site.KillPod();

        await site.StartPodAsync();
        await site.StateIsAsync(NoticeState.Failed);
        Assert.Null((await site.RecordsAsync())[0].ReceiptMs);
        await using var again = new SlowViewer(site, "s2");
        await site.UntilAsync("the cooldown holds", async () => await site.RefusedAsync("cooldown") > 0);
        Assert.Equal(0, again.Notices);
        Assert.Single(await site.RecordsAsync());
        await site.VerifyAsync();
    }

    [Theory]
    [InlineData(false, Explicit = true)]
    [InlineData(true)]
    public async Task RedisRestarted_WithoutItsLog_TheLedgerIsWholeAgain_AndNobodyIsToldAgain(bool podKilledToo)
    {
        await using var site = new FaultSite();
        await site.StartRedisAsync();
        await site.StartPodAsync();
        await using var viewer = new SlowViewer(site, "s1");
        await site.UntilAsync("the notice is shown", () => Task.FromResult(viewer.Last is not null));
        await viewer.DisplayedAsync();
        await site.StateIsAsync(NoticeState.Displayed);
        await site.UntilAsync("the journal says so", () => Task.FromResult(site.Journal.Read(default).Any(e => e.Record.State == NoticeState.Displayed)));
        var before = await site.RecordsAsync();
        var seal = await SealTodayAsync(site);
        await site.UntilAsync("the pod has the seal", () => Task.FromResult(new SealFiles(site.Journal).Days().Contains(seal.Day)));
        await site.VerifyAsync();

        if (podKilledToo)
        {
            site.KillPod();
        }

        await site.Redis.KillAsync();
        await site.StartRedisAsync();
        if (podKilledToo)
        {
            await site.StartPodAsync();
        }

        await using var again = new SlowViewer(site, "s2");
        await site.StateIsAsync(NoticeState.Displayed);
        Assert.Equal(before, await site.RecordsAsync());
        await site.UntilAsync("the cooldown holds", async () => await site.RefusedAsync("cooldown") > 0);
        Assert.Equal((1, 0), (viewer.Notices, again.Notices));
        Assert.Single(await site.RecordsAsync());
        Assert.Equal(seal, (await site.Leader.Stores.Seals.ReadAsync(seal.Day, default))!.Seal);
        await site.VerifyAsync();
    }

    // What a failover does that loses acknowledged writes: the server is whole, and as it was a while ago.
    [Fact]
    public async Task RedisSetBack_ToBeforeTheNotice_IsNoticedAndGivenBack_AndNobodyIsToldAgain()
    {
        await using var site = new FaultSite();
        await site.StartRedisAsync();
        await site.StartPodAsync();
        await site.UntilAsync("the pod has found the store whole", async () => await site.MetricAsync("notice_ledger_whole") > 0);
        await site.Redis.SayAsync("SAVE");
        await using var viewer = new SlowViewer(site, "s1");
        await site.UntilAsync("the notice is shown", () => Task.FromResult(viewer.Last is not null));
        await viewer.DisplayedAsync();
        await site.StateIsAsync(NoticeState.Displayed);
        await site.UntilAsync("the journal says so", () => Task.FromResult(site.Journal.Read(default).Any(e => e.Record.State == NoticeState.Displayed)));
        var before = await site.RecordsAsync();

        await site.Redis.KillAsync();
        await site.StartRedisAsync();
        await using var again = new SlowViewer(site, "s2");
        await site.StateIsAsync(NoticeState.Displayed);
        Assert.Equal(before, await site.RecordsAsync());
        await site.UntilAsync("the cooldown holds", async () => await site.RefusedAsync("cooldown") > 0);
        Assert.Equal((1, 0), (viewer.Notices, again.Notices));
        Assert.True(await site.MetricAsync("notice_ledger_restored_total") > 0);
        await site.VerifyAsync();
    }

    // As the leader does after midnight.
    private static async Task<DaySeal> SealTodayAsync(FaultSite site)
    {
        var folder = Directory.CreateTempSubdirectory("notice-sealer-");
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var journal = new NoticeJournal(
            new JournalOptions { JournalDirectory = folder.FullName },
            new JournalMetrics(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()),
            NullLogger<NoticeJournal>.Instance,
            TimeProvider.System);
        var stores = site.Leader.Stores;
        var sealer = new DaySealer(stores.Seals, stores.Ledger, stores.Repair, journal, TimeProvider.System);
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var (outcome, day) = await sealer.SealAsync(today, null, site.Leader.Epoch, site.Token);
        Assert.Equal(SealOutcome.Sealed, outcome);
        folder.Delete(recursive: true);
        return day!.Seal;
    }
}
