using NoticeService.Domain.Cells;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Delivery;
using NoticeService.Pipeline.Journal;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>No notice without its record in the store and on the disk, and a store that forgets is given back what it forgot.</summary>
public sealed class JournaledAdmissionTests : AdmissionScene
{
    [Fact]
    public async Task Notice_Sent_IsInTheJournalReservedAndSent()
    {
        var player = Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Single(player.Received);
        var entries = Journal.Folder.Read(default).ToList();
        Assert.Equal([NoticeState.Reserved, NoticeState.Sent], entries.Select(e => e.Record.State));
        Assert.Equal(await RecordsAsync(), [entries[^1].Record]);
        Assert.True(entries[0].ToldMicros > 0 && entries[0].CooldownMicros > 0);
    }

    [Fact]
    public async Task Record_HasTheSessionsOwnFigures_FrozenWhenItWasDecided()
    {
        Feed.Set(View());
        var started = Clock.NowMs / Window.LengthMs * Window.LengthMs;
        var player = Play("s1", 1);
        Play("s1", 0.9, windows: 1, player);

        // A window without a word is no window of it.
        Clock.Advance(Window.LengthMs);
        Play("s1", 0.5, windows: 1, player);
        Play("s1", 0.3, windows: 1, player);
        await AskAsync(Open(Culprit.Isp, 0.5));
        var record = Assert.Single(await RecordsAsync());
        var figures = record.Figures!;

        // The norm learned from the slower windows too, as nobody was suspected.
        Assert.InRange(figures.NormKbps, 7_500, 8_000);
        Assert.Equal((0.0, false), (figures.CalmShortfall, figures.Starved));

        // To a ten: what is over is kept in parts of an octave.
        Assert.Equal([800.0, 720, 400, 240], figures.Windows.Select(w => Math.Round(w.Kbps / 10.0)));
        Assert.Equal([0L, 1, 3, 4], figures.Windows.Select(w => (w.StartMs - started) / Window.LengthMs));
        Assert.Equal(record.Shortfall, figures.Windows[^1].Shortfall, 12);
        Assert.All(figures.Windows, w => Assert.Equal(Math.Log2(w.Kbps / (double)figures.NormKbps), w.Shortfall, 0.001));

        Play("s1", 1, windows: 3, player);
        Assert.Equal(figures, Assert.Single(await RecordsAsync()).Figures);
        Assert.All(Journal.Folder.Read(default), e => Assert.Equal(figures, e.Record.Figures));
    }

    [Fact]
    public async Task Notice_OfAHoldout_IsInTheJournalWithheld()
    {
        await ConfigureAsync(Configuration("\"percentage\": 100, \"holdout_share\": 0.99999", perSecond: 50, burst: 50));
        var player = Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Empty(player.Received);
        Assert.Equal(NoticeState.Withheld, Assert.Single(Journal.Folder.Read(default)).Record.State);
    }

    [Fact]
    public async Task JournalClosed_BetweenAskingAndTheSend_NothingIsSent_AndTheRecordSaysFailed()
    {
        var player = Play("s1", 0.3);
        Store.BeforeAnswer = () => Journal.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Empty(player.Received);
        Assert.Equal(1, Metrics.Refusals["journal_unavailable"]);
        Assert.Equal(NoticeState.Failed, Assert.Single(await RecordsAsync()).State);
    }

    [Fact]
    public async Task JournalClosed_TheStoreIsNotAsked()
    {
        await ReconcileAsync();
        await Journal.StopAsync(CancellationToken.None);
        Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(0, Store.Decisions);
        Assert.Equal(1, Metrics.Refusals["journal_unavailable"]);
    }

    [Fact]
    public async Task StoreForgotEverything_IsGivenBack_AndTheHouseholdStaysInCooldown()
    {
        var receipts = NewReceipts();
        var player = Play("s1", 0.3, household: "home");
        await AskAsync(Open(Culprit.Isp, 0.5));
        receipts.Post(player.Session!, player.Received[0].NoticeId, ReceiptKind.Displayed);
        await Updates.WriteAsync(CancellationToken.None);
        await Reconciler.RoundAsync(CancellationToken.None);
        var before = await RecordsAsync();

        Memory.Forget();
        Assert.False(Condition.IsWhole);
        var again = Play("s2", 0.3, household: "home");
        Clock.Advance(2_000);
        await Loop.RoundAsync(CancellationToken.None);
        Assert.Equal(1, Store.Decisions);

        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.True(Condition.IsWhole);
        Assert.Equal(before, await RecordsAsync());
        Assert.Equal(2, Store.Decisions);
        Assert.Empty(again.Received);
        Assert.Equal(1, Metrics.Refusals["cooldown"]);
        Assert.Equal(1, await Memory.EnrolledAsync("cohort-a", CancellationToken.None));
    }

    // A failover comes between, and no reconciliation is quick enough to see it first.
    [Fact]
    public async Task StoreForgotBetweenTheLookAndTheDecision_NobodyIsToldAgain()
    {
        Play("s1", 0.3, household: "home");
        await AskAsync(Open(Culprit.Isp, 0.5));
        var again = Play("s2", 0.3, household: "home");
        Store.BeforeDecision = Memory.Forget;
        Clock.Advance(2_000);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(2, Store.Decisions);
        Assert.Equal(1, Metrics.Refusals["store_unavailable"]);
        Assert.Empty(again.Received);

        Store.BeforeDecision = null;
        Clock.Advance(2_000);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(3, Store.Decisions);
        Assert.Equal(1, Metrics.Refusals["cooldown"]);
        Assert.Empty(again.Received);
        Assert.Single(await RecordsAsync());
    }

    [Fact]
    public async Task StoreForgotWhileAReceiptWaits_TheReceiptIsNotLost()
    {
        var receipts = NewReceipts();
        var player = Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Memory.Forget();
        receipts.Post(player.Session!, player.Received[0].NoticeId, ReceiptKind.Displayed);
        await Updates.StartAsync(CancellationToken.None);
        await Reconciler.RoundAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Assert.Single(await RecordsAsync()).State != NoticeState.Displayed)
        {
            await Task.Delay(10, limit.Token);
        }

        await Updates.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Restart_WithANoticeReservedAndNotSent_SaysFailed_AndAReceiptStillCounts()
    {
        Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        var record = Assert.Single(await RecordsAsync());

        // As a process that died between the journal and the send leaves it.
        await Journal.StopAsync(CancellationToken.None);
        var segment = Journal.Folder.Segments()[^1].Path;
        await File.WriteAllBytesAsync(segment, (await File.ReadAllBytesAsync(segment))[..SentAt(segment)]);
        Ledger.Put(record with { State = NoticeState.Reserved });
        await RestartJournalAsync();
        await Updates.WriteAsync(CancellationToken.None);
        Assert.Equal((NoticeState.Failed, null), (Assert.Single(await RecordsAsync()).State, Assert.Single(await RecordsAsync()).ReceiptMs));
        Assert.True((await Ledger.AdvanceAsync(record.NoticeId, NoticeState.Displayed, 5, record.Household, default)).Known);
        Assert.Equal(NoticeState.Displayed, Assert.Single(await RecordsAsync()).State);
    }

    [Fact]
    public async Task Restart_StoreHasALaterState_TheJournalLearnsIt()
    {
        Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        var record = Assert.Single(await RecordsAsync());
        await Ledger.AdvanceAsync(record.NoticeId, NoticeState.Displayed, 5, null, default);
        await Journal.StopAsync(CancellationToken.None);
        await RestartJournalAsync();
        Assert.Equal(NoticeState.Displayed, Journal.Folder.Read(default).Last().Record.State);
    }

    // Where the second entry of the journal begins.
    private static int SentAt(string segment)
    {
        using var reader = new JournalSegmentReader(segment, 8, long.MaxValue);
        Assert.Equal(NoticeState.Reserved, reader.Next()!.Value.Record.State);
        return (int)reader.Sound;
    }
}
