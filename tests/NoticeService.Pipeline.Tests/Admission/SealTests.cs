using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Sealing;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>Days of the ledger, sealed and verified, with whatever comes after.</summary>
public sealed class SealTests : AdmissionScene
{
    private const long DayMs = 86_400_000;

    private readonly Leadership leadership = new();

    [Fact]
    public async Task Day_OverByTheDelay_IsSealedByTheLeaderOnly_OnceAndInTheFolder()
    {
        await AskOneAsync("s1");
        using var loop = NewSealLoop(leadership);
        await loop.RoundAsync(default);
        Assert.Empty(await Seals.ListAsync(default));

        leadership.Hold(3);
        await loop.RoundAsync(default);
        var first = await SealAsync(Yesterday);
        Assert.Equal((0, 3), (first.Seal.Records, first.Seal.Epoch));

        await AdvanceToAsync(JournalOptions.SealDelay.Subtract(TimeSpan.FromMilliseconds(1)));
        await loop.RoundAsync(default);
        Assert.Single(await Seals.ListAsync(default));
        Clock.Advance(1);
        await loop.RoundAsync(default);
        await loop.RoundAsync(default);
        Assert.Equal(2, (await Seals.ListAsync(default)).Count);
        var second = await SealAsync(Yesterday);
        Assert.Equal((1, first.Seal.Hash()), (second.Seal.Records, second.Seal.Previous));
        Assert.Equal(second.Lines(), new SealFiles(Journal.Folder).Read(Yesterday).Lines());
        Assert.Empty(await VerifyAsync());
    }

    [Fact]
    public async Task Receipt_AfterTheSeal_GoesToTheNextSupplement()
    {
        var player = await AskOneAsync("s1");
        using var loop = await SealedAsync();
        var id = player.Received[0].NoticeId;
        await Ledger.AdvanceAsync(id, NoticeState.Displayed, 5, null, default);
        Assert.Empty(await VerifyAsync());
        await NextDayAsync(loop);
        var seal = await SealAsync(Yesterday);
        Assert.Equal((id, NoticeState.Displayed), (Assert.Single(seal.Supplement).NoticeId, seal.Supplement[0].State));
        Assert.Empty(await Seals.LateAsync(default));
        Assert.Empty(await VerifyAsync());
        await NextDayAsync(loop);
        Assert.Empty((await SealAsync(Yesterday)).Supplement);
        Assert.Empty(await VerifyAsync());
    }

    [Fact]
    public async Task Record_ReservedWhenItsDayIsSealed_BecomesFailed_InTheJournalToo()
    {
        var record = Assert.Single(await AskAndReadAsync()) with { NoticeId = "gone", State = NoticeState.Reserved };
        Ledger.Put(record);
        using var loop = await SealedAsync();
        Assert.Equal(NoticeState.Failed, (await Ledger.FindAsync("gone", default))!.State);
        Assert.Equal("gone", Journal.Folder.Read(default).Last().Record.NoticeId);
        Assert.Empty(await VerifyAsync());
        await NextDayAsync(loop);
        Assert.Empty((await SealAsync(Yesterday)).Supplement);
    }

    [Fact]
    public async Task Verify_TheStoreChangedRemovedAndAdded_NamesEach()
    {
        await AskOneAsync("s1");
        await AskOneAsync("s2");
        await AskOneAsync("s3");
        var records = (await RecordsAsync()).OrderBy(r => r.SessionId, StringComparer.Ordinal).ToList();
        using var loop = await SealedAsync();

        // By somebody who knows the store, and leaves none of its notes.
        var until = Ledger.SealedUntilMs;
        Ledger.Clear();
        Ledger.Put(records[0] with { Text = "another" });
        Ledger.Put(records[1]);
        Ledger.Put(records[1] with { NoticeId = "invented" });
        Ledger.SealedUntilMs = until;
        Assert.Equal(
            [(LedgerFault.RecordChanged, records[0].NoticeId), (LedgerFault.RecordRemoved, records[2].NoticeId), (LedgerFault.RecordAdded, "invented")],
            (await VerifyAsync()).Select(f => (f.Fault, f.NoticeId!)).OrderBy(f => f.Item1 == LedgerFault.RecordAdded ? 2 : 0).ThenBy(f => f.Item1));
        Assert.NotNull(loop);
    }

    [Fact]
    public async Task Verify_TheJournalHasWhatTheStoreLacks_IsNamed_AlsoForADayThatIsNotSealed()
    {
        await AskOneAsync("s1");
        var record = Assert.Single(await RecordsAsync());
        Ledger.Clear();
        Assert.Equal([new LedgerFinding(LedgerFault.RecordRemoved, DaySeal.DayOf(record.DecidedMs), record.NoticeId)], await VerifyAsync());
    }

    [Fact]
    public async Task Verify_FromTheFolderAlone_HoldsTheJournalAgainstTheSeals()
    {
        await AskOneAsync("s1");
        var record = Assert.Single(await RecordsAsync());
        using var loop = await SealedAsync();
        var report = await new LedgerVerifier(null, [Journal.Folder]).VerifyAsync(DateOnly.MinValue, DateOnly.MaxValue, default);
        Assert.Equal((1, 0, 1), (report.Seals, report.Records, report.Entries));
        Assert.Empty(report.Findings);

        await Journal.AppendAsync(new JournalEntry(record with { NoticeId = "unsealed" }, 0, 0), default);
        report = await new LedgerVerifier(null, [Journal.Folder]).VerifyAsync(DateOnly.MinValue, DateOnly.MaxValue, default);
        Assert.Equal((LedgerFault.RecordRemoved, "unsealed"), (Assert.Single(report.Findings).Fault, report.Findings[0].NoticeId));
        Assert.NotNull(loop);
    }

    [Fact]
    public async Task Verify_ASealFileChanged_IsNamed()
    {
        await AskOneAsync("s1");
        using var loop = await SealedAsync();
        var path = Path.Combine(Journal.Folder.Seals, $"{Yesterday:yyyy-MM-dd}.seal");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("records 1", "records 2", StringComparison.Ordinal));
        Assert.Equal([new LedgerFinding(LedgerFault.SealChanged, Yesterday, null)], await VerifyAsync());
        Assert.NotNull(loop);
    }

    [Fact]
    public async Task Verify_AnEntryOfTheJournalChanged_IsNamed()
    {
        await AskOneAsync("s1");
        var segment = Journal.Folder.Segments()[^1];
        await Journal.StopAsync(default);
        var bytes = await File.ReadAllBytesAsync(segment.Path);
        bytes[60] ^= 1;
        await File.WriteAllBytesAsync(segment.Path, bytes);
        Assert.Equal([new LedgerFinding(LedgerFault.JournalDamaged, segment.Day, null)], await VerifyAsync());
    }

    [Fact]
    public async Task StoreForgotEverything_SealsComeBackFirst_AndAllIsWhole()
    {
        await AskOneAsync("s1");
        using var loop = await SealedAsync();
        await AskOneAsync("s2");
        var before = await Seals.ListAsync(default);
        Memory.Forget();
        Seals.Forget();
        await Reconciler.RoundAsync(default);
        Assert.Equal(before, await Seals.ListAsync(default));
        Assert.Equal(2, (await RecordsAsync()).Count);
        Assert.Single(await Seals.LateAsync(default));
        Assert.Empty(await VerifyAsync());
        await NextDayAsync(loop);
        var seal = await SealAsync(Yesterday);
        Assert.Equal((1, 0), (seal.Seal.Records, seal.Seal.Supplement));
        Assert.Empty(await VerifyAsync());
    }

    private DateOnly Yesterday => DaySeal.DayOf(Clock.NowMs - DayMs);

    private async Task<SealedDay> SealAsync(DateOnly day) => (await Seals.ReadAsync(day, default))!;

    private async Task<Player> AskOneAsync(string session)
    {
        var player = Play(session, 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Single(player.Received);
        return player;
    }

    private async Task<IReadOnlyList<LedgerRecord>> AskAndReadAsync()
    {
        await AskOneAsync("s0");
        return await RecordsAsync();
    }

    private async Task AdvanceToAsync(TimeSpan afterMidnight)
    {
        Clock.Advance(DayMs - (Clock.NowMs % DayMs) + (long)afterMidnight.TotalMilliseconds);
        await Reconciler.RoundAsync(default);
    }

    // The first seal: of the day of the notices so far.
    private async Task<SealLoop> SealedAsync()
    {
        leadership.Hold(1);
        var loop = NewSealLoop(leadership);
        await NextDayAsync(loop);
        return loop;
    }

    private async Task NextDayAsync(SealLoop loop)
    {
        await AdvanceToAsync(JournalOptions.SealDelay);
        await loop.RoundAsync(default);
    }

    private async Task<IReadOnlyList<LedgerFinding>> VerifyAsync(DateOnly? keptFrom = null) =>
        (await new LedgerVerifier((Seals, Ledger, Memory, Ledger), [Journal.Folder], keptFrom).VerifyAsync(DateOnly.MinValue, DateOnly.MaxValue, default)).Findings;
}
