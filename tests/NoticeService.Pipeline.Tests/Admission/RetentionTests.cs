using System.ComponentModel.DataAnnotations;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sealing;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>What has been kept for long enough goes, and what is missing for another reason is still told.</summary>
public sealed class RetentionTests : AdmissionScene
{
    private const int Kept = 30;
    private const long DayMs = 86_400_000;

    private readonly Leadership leadership = new();

    [Fact]
    public async Task Record_GoesWhenItsDayIsLongerAgo_AndIsProvedByItsSeal()
    {
        JournalOptions.RetentionDays = Kept;
        await TellAsync("s1");
        using var loop = NewSealLoop(leadership);
        using var retention = NewRetentionLoop(leadership);
        leadership.Hold(1);
        for (var day = 0; day < Kept; day++)
        {
            await NextDayAsync(loop);
            await retention.RoundAsync(default);
            Assert.Single(await RecordsAsync());
            Assert.Equal((0, 0), await VerifyAsync());
        }

        await NextDayAsync(loop);
        await retention.RoundAsync(default);
        Assert.Empty(await RecordsAsync());
        Assert.Equal((0, 1), await VerifyAsync());

        // Nothing gives it back, though the journal has it still.
        await ReconcileAsync();
        await RestartJournalAsync();
        Assert.Empty(await RecordsAsync());
        Assert.True(Condition.IsWhole);
    }

    [Fact]
    public async Task StoreForgotEverything_WhatComesBackExpiresAgain()
    {
        JournalOptions.RetentionDays = Kept;
        await TellAsync("s1");
        using var loop = NewSealLoop(leadership);
        using var retention = NewRetentionLoop(leadership);
        leadership.Hold(1);
        for (var day = 0; day <= Kept + 1; day++)
        {
            await NextDayAsync(loop);
        }

        await retention.RoundAsync(default);
        Memory.Forget();
        Seals.Forget();
        await ReconcileAsync();
        Assert.Single(await RecordsAsync());
        await loop.RoundAsync(default);
        await retention.RoundAsync(default);
        Assert.Empty(await RecordsAsync());
        Assert.Equal((0, 1), await VerifyAsync());
    }

    [Fact]
    public async Task Removed_WithinTheTimeThatRecordsAreKept_IsAFault_WhateverTheStoreSays()
    {
        await TellAsync("s1");
        using var loop = NewSealLoop(leadership);
        leadership.Hold(1);
        await NextDayAsync(loop);
        await NextDayAsync(loop);
        Assert.Equal(1, await Ledger.ExpireAsync(Clock.NowMs, 10, default));

        // Whoever changes the store changes its mark too: how long records are kept is known better elsewhere.
        Assert.Equal((0, 1), await VerifyAsync());
        Assert.Equal((1, 0), await VerifyAsync(DaySeal.DayOf(Clock.NowMs).AddDays(-Kept)));
    }

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(Kept, false, true)]
    [InlineData(Kept, true, false)]
    public async Task Nothing_GoesByDefault_NorFromAPodThatDoesNotLead_NorBeforeItsDayIsSealed(int kept, bool leads, bool isSealed)
    {
        JournalOptions.RetentionDays = kept;
        await TellAsync("s1");
        using var loop = NewSealLoop(leadership);
        using var retention = NewRetentionLoop(leadership);
        leadership.Hold(1);
        for (var day = 0; day < 2 * Kept && isSealed; day++)
        {
            await NextDayAsync(loop);
        }

        Clock.Advance(isSealed ? 0 : 2 * Kept * DayMs);
        await ReconcileAsync();
        if (!leads)
        {
            leadership.Lose();
        }

        await retention.RoundAsync(default);
        Assert.Single(await RecordsAsync());
    }

    [Fact]
    public async Task Verdicts_ThatWereOver_GoWithTheirEvidence_AndOneThatStillHeldThenStays()
    {
        JournalOptions.RetentionDays = Kept;
        var verdict = Open(Culprit.Isp, 0.5);
        await ArchiveAsync(verdict with { Id = "over", OnsetMs = Clock.NowMs, ClosedMs = Clock.NowMs + 1, State = VerdictState.Closed });
        await ArchiveAsync(verdict with { Id = "long", OnsetMs = Clock.NowMs, ClosedMs = Clock.NowMs + (20 * DayMs), State = VerdictState.Closed });
        using var loop = NewSealLoop(leadership);
        using var retention = NewRetentionLoop(leadership);
        leadership.Hold(1);
        await Journal.StartAsync(default);
        for (var day = 0; day < Kept + 3; day++)
        {
            await NextDayAsync(loop);
        }

        await retention.RoundAsync(default);
        Assert.Null(await Archive.FindAsync("over", default));
        Assert.Null(await Packs.FindAsync("over", long.MaxValue, default));
        Assert.NotNull(await Archive.FindAsync("long", default));
        Assert.NotNull(await Packs.FindAsync("long", long.MaxValue, default));
    }

    [Fact]
    public async Task WhatSomebodyDisputes_IsKept_UntilHeHasHisAnswer()
    {
        JournalOptions.RetentionDays = Kept;
        await TellAsync("s1");
        await ArchiveAsync(Open(Culprit.Isp, 0.5) with { OnsetMs = Clock.NowMs, ClosedMs = Clock.NowMs + 1, State = VerdictState.Closed });
        var dispute = new Dispute { Id = "d1", Isp = "verizon", VerdictId = "v1", Statement = "It is not so.", OpenedBy = "noc", OpenedMs = Clock.NowMs };
        await WriteAsync(dispute);
        using var loop = NewSealLoop(leadership);
        using var retention = NewRetentionLoop(leadership);
        leadership.Hold(1);
        for (var day = 0; day < Kept + 3; day++)
        {
            await NextDayAsync(loop);
        }

        await retention.RoundAsync(default);
        Assert.Single(await RecordsAsync());
        Assert.NotNull(await Packs.FindAsync("v1", long.MaxValue, default));
        await WriteAsync(dispute with { State = DisputeState.Rejected, ResolvedMs = Clock.NowMs, ResolvedBy = "ann", Resolution = "It was so." });
        await retention.RoundAsync(default);
        Assert.Empty(await RecordsAsync());
        Assert.Null(await Packs.FindAsync("v1", long.MaxValue, default));

        async Task WriteAsync(Dispute written) => Assert.True(await Memory.WriteAsync(
            (await Memory.ListAsync(default)).Epoch, written, null, null, new OperatorOrder(OrderKind.Dispute, Clock.NowMs, "noc", "verdict:v1", "why"), default));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(29, false)]
    [InlineData(30, true)]
    [InlineData(3_651, false)]
    public void Days_AreNone_OrAMonthAtLeast(int days, bool good)
    {
        var mistakes = new List<ValidationResult>();
        var options = new JournalOptions { RetentionDays = days };
        Assert.Equal(good, Validator.TryValidateObject(options, new ValidationContext(options), mistakes, validateAllProperties: true));
        Assert.All(mistakes, m => Assert.Contains("RetentionDays", m.ErrorMessage, StringComparison.Ordinal));
    }

    private async Task TellAsync(string session)
    {
        var player = Play(session, 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Single(player.Received);
    }

    private async Task ArchiveAsync(Verdict verdict)
    {
        await Archive.AddAsync(verdict, default);
        await Packs.AddAsync(verdict.Id, verdict.OnsetMs, new byte[] { 1 }, default);
    }

    private async Task NextDayAsync(SealLoop loop)
    {
        Clock.Advance(DayMs - (Clock.NowMs % DayMs) + (long)JournalOptions.SealDelay.TotalMilliseconds);
        await Reconciler.RoundAsync(default);
        await loop.RoundAsync(default);
    }

    private async Task<(int Faults, long Expired)> VerifyAsync(DateOnly? keptFrom = null)
    {
        var report = await new LedgerVerifier((Seals, Ledger, Memory, Ledger), [Journal.Folder], keptFrom).VerifyAsync(DateOnly.MinValue, DateOnly.MaxValue, default);
        return (report.Findings.Select(f => f.NoticeId).Distinct().Count(), report.Expired);
    }
}
