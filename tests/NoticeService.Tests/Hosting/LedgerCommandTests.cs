using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sealing;
using NoticeService.TestKit.Contracts;
using NoticeService.TestKit.Servers;

namespace NoticeService.Tests.Hosting;

/// <summary><c>ctl ledger verify</c> as an operator runs it, against a real Redis and a journal folder.</summary>
public sealed class LedgerCommandTests : IAsyncLifetime
{
    private static readonly DateOnly Day = new(2014, 6, 5);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-verify-");
    private readonly RedisServerProcess redis = new();

    private string Journal => Path.Combine(folder.FullName, "journal");

    public async ValueTask InitializeAsync()
    {
        await redis.StartAsync();
        await using var stores = new RedisStoreSet(redis.Endpoint, ("KeyPrefix", ""));
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        var metrics = new SealMetrics(meters);
        using var journal = new NoticeJournal(
            new JournalOptions { JournalDirectory = Journal }, new JournalMetrics(meters), NullLogger<NoticeJournal>.Instance, TimeProvider.System);
        await journal.StartAsync(default);
        for (ulong i = 1; i <= 3; i++)
        {
            var record = Notices.Record(i);
            Assert.True((await stores.Admission.DecideAsync(Notices.Request(record), default)).Admitted);
            Assert.True(await journal.AppendAsync(new JournalEntry(record, 0, 0), default));
            var move = await stores.Ledger.AdvanceAsync(record.NoticeId, NoticeState.Sent, null, null, default);
            Assert.True(await journal.AppendAsync(new JournalEntry(move.Moved!, 0, 0), default));
        }

        var sealer = new DaySealer(stores.Seals, stores.Ledger, stores.Repair, journal, TimeProvider.System);
        Assert.Equal(SealOutcome.Sealed, (await sealer.SealAsync(Day, null, 1, default)).Outcome);
        await new SealCopies(stores.Seals, journal, metrics, NullLogger<SealCopies>.Instance).RoundAsync(default);
        await journal.StopAsync(default);
    }

    [Fact]
    public async Task Whole_IsExitCode0_WithTheStoreAndWithout()
    {
        Assert.Contains("The ledger is whole. Verified: 1 seals, 3 records of sealed days in the store, 3 notices in journals.", await VerifyAsync(0, "--journal", Journal), StringComparison.Ordinal);
        Assert.Contains("0 records of sealed days in the store, 3 notices", await VerifyAsync(0, "--journal", Journal, "--no-store"), StringComparison.Ordinal);
        Assert.Contains("1 seals, 3 records", await VerifyAsync(0), StringComparison.Ordinal);
        Assert.Contains("1 seals, 0 records", await VerifyAsync(0, "--from", "2014-06-06"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordsThatHaveExpired_AreTold_AndAreFaultsWhereTheyShouldBeThere()
    {
        await using (var stores = new RedisStoreSet(redis.Endpoint, ("KeyPrefix", "")))
        {
            Assert.Equal(3, await stores.Retention.ExpireAsync(DaySeal.StartMs(Day.AddDays(1)), 10, default));
        }

        var told = await VerifyAsync(0, "--journal", Journal);
        Assert.Contains("The ledger is whole. Verified: 1 seals, 0 records of sealed days in the store, 3 notices in journals.", told, StringComparison.Ordinal);
        Assert.Contains("3 sealed records of before 2014-06-06 are no longer in the store: by its word they have expired.", told, StringComparison.Ordinal);
        Assert.Contains("\"expired_before\": \"2014-06-06\"", await VerifyAsync(0, "--json"), StringComparison.Ordinal);

        // 2014 is longer ago than 30 days, and shorter than nothing at all.
        Assert.Contains("whole", await VerifyAsync(0, "--retention-days", "30"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordRemoved_IsNamed_InWordsAndForScripts()
    {
        await redis.SayAsync("DEL {notice}:record:n2");
        Assert.Contains("2014-06-05 notice n2 is missing", await VerifyAsync(3), StringComparison.Ordinal);
        var json = JsonDocument.Parse(await VerifyAsync(3, "--json", "--journal", Journal)).RootElement;
        Assert.False(json.GetProperty("whole").GetBoolean());
        var finding = Assert.Single(json.GetProperty("findings").EnumerateArray());
        Assert.Equal(("record_removed", "2014-06-05", "n2"), (finding.GetProperty("fault").GetString(), finding.GetProperty("day").GetString(), finding.GetProperty("notice_id").GetString()));
    }

    [Fact]
    public async Task RecordChangedBehindTheServicesBack_IsNamed()
    {
        // The state is the first digit: displayed in place of sent.
        await redis.SayAsync("SETRANGE {notice}:record:n1 0 2");
        Assert.Contains("notice n1 is in another state", await VerifyAsync(3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SealRemoved_LeavesTheCopyInTheFolder_AndOnlyWithoutItNothingIsVerified()
    {
        await redis.SayAsync("DEL {notice}:seals");
        Assert.Contains("1 seals, 3 records", await VerifyAsync(0, "--journal", Journal), StringComparison.Ordinal);
        Assert.Contains("0 seals, 0 records", await VerifyAsync(0), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--from: 'yesterday' is not a day", "--from", "yesterday")]
    [InlineData(1, "--journal: there is no folder", "--journal", "nowhere")]
    public async Task WrongOption_IsNamed(int code, string words, params string[] options) =>
        Assert.Contains(words, await VerifyAsync(code, options), StringComparison.Ordinal);

    [Fact]
    public async Task StoreGone_IsExitCode1()
    {
        await redis.KillAsync();
        Assert.Contains("notice-service: ", await VerifyAsync(1), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task<string> VerifyAsync(int expectedCode, params string[] options)
    {
        using var command = new ServiceProcess(["ctl", "ledger", "verify", "--data", Path.Combine(folder.FullName, "data"), .. options], ("Redis__Connection", redis.Endpoint));
        var code = await command.ExitAsync();
        Assert.True(code == expectedCode, $"{code}: {command.Output}");
        Assert.DoesNotContain("   at ", command.Output, StringComparison.Ordinal);
        return command.Output;
    }
}
