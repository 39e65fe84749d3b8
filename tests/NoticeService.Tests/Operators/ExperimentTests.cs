using Grpc.Core;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Experiments;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;
using NoticeService.Protocol.V1;
using NoticeService.TestKit.Contracts;
using NoticeService.Tests.Hosting;
using CellStatus = NoticeService.Domain.Verdicts.CellStatus;
using NoticeState = NoticeService.Domain.Ledger.NoticeState;
using VerdictState = NoticeService.Domain.Verdicts.VerdictState;

namespace NoticeService.Tests.Operators;

/// <summary>The experiment through the whole service: players on streams, the gate, both arms, the ends of their sessions, and the report.</summary>
public sealed class ExperimentTests : IAsyncLifetime
{
    private const int Players = 16;

    private static readonly CellKey Cell = new("alpha", "one", "nyc");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StagedFeed feed = new();

    private RunningService Service => feed.Service;

    public async ValueTask InitializeAsync()
    {
        var policy = RunningService.Configuration.Replace("\"percentage\": 100", "\"percentage\": 100, \"salt\": \"pepper\", \"holdout_share\": 0.5", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Service.ConfigPath, policy);
        Service.Set("GoLive:Mode", "off");
        await feed.InitializeAsync();
    }

    public ValueTask DisposeAsync() => feed.DisposeAsync();

    [Fact]
    public async Task Notices_SentAndHeldOut_AreCountedAsDelivered_AndTheSessionsAreFollowedToTheReturn()
    {
        var calls = new Dictionary<string, AsyncDuplexStreamingCall<WatchRequest, WatchResponse>>();
        for (var i = 0; i < Players; i++)
        {
            calls[$"s{i}"] = await Service.PlayAsync($"s{i}", $"u{i}");
            var session = Service.Get<SessionDirectory>().Find($"s{i}")!;
            for (var n = 0; n < Norm.MatureObservations; n++)
            {
                session.Household.Observe(PlayerTag.Of(session.Identity.Player), Math.Log2(8_000));
            }
        }

        await UntilAsync(async () =>
        {
            await CrowdAsync();
            foreach (var call in calls.Values)
            {
                await call.RequestStream.WriteAsync(new WatchRequest { Sample = RunningService.Good(NowMs(), 2_000) });
            }

            return (await ReportAsync()).Arms.Sum(a => a.Delivered) == Players;
        });
        var report = await ReportAsync();
        var (told, heldOut) = (report.Arms[0], report.Arms[1]);
        Assert.Equal(("treatment", "holdout", "everybody"), (told.Arm, heldOut.Arm, report.Cohort));
        Assert.Equal((told.Users, heldOut.Users), (told.Delivered, heldOut.Delivered));
        Assert.All(report.Arms, arm => Assert.InRange(arm.Users, 1, Players - 1));
        Assert.Equal((Players, 0L, ""), ((int)(told.Users + heldOut.Users), report.LeftOut, report.OffPhase));
        Assert.Equal(["enrolled", "decided", "delivered", "outcome_known", "return_known"], report.Phases.Select(p => p.Phase));
        Assert.All(report.Phases.Take(3), p => Assert.Equal((told.Users, heldOut.Users), (p.Treatment, p.Holdout)));

        // Exactly those of the treatment have it on their stream.
        var records = await RecordsAsync();
        foreach (var (id, call) in calls)
        {
            await call.RequestStream.CompleteAsync();
            var seen = 0;
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                seen += call.ResponseStream.Current.KindCase == WatchResponse.KindOneofCase.Notice ? 1 : 0;
            }

            Assert.Equal(records[id].Holdout ? 0 : 1, seen);
        }

        await UntilAsync(async () => (await OutcomesAsync(records)).All(o => o?.Last is { End: LegEnd.Viewer }));
        using var again = await Service.PlayAsync("another day", "u0");
        await UntilAsync(async () => (await Service.Get<IOutcomeStore>().FindAsync([records["s0"].NoticeId], CancellationToken.None))[0]!.Returned);
        Assert.Equal(1, (await OutcomesAsync(records)).Count(o => o!.Returned));
        await RunningService.FinishAsync(again);
    }

    [Fact]
    public async Task Report_OfAnEarlierMonth_ComparesTheArms_AndNamesItsLimits()
    {
        const int Households = 600;
        var cohort = Service.Get<ConfigurationFile>().Current.Cohorts[0];
        var decidedMs = NowMs() - (long)TimeSpan.FromDays(30).TotalMilliseconds;
        for (var i = 0; i < Households; i++)
        {
            var record = Notices.Record((ulong)i * 0x9E3779B97F4A7C15, $"e{i}", "alpha", cohort.Name, decidedMs + i);
            record = record with { Holdout = CohortHash.Arm(cohort.Salt, record.Household) < cohort.HoldoutShare };
            await StagedEvidence.AddAsync(Service, record with { State = record.Holdout ? NoticeState.Withheld : NoticeState.Displayed });
            var leg = new SessionLeg(record.Holdout ? LegEnd.Viewer : LegEnd.Idle, decidedMs + i + 240_000, 240_000, 0, record.Holdout ? 4 : i % 2);
            var outcome = new NoticeOutcome { DeliveredMs = decidedMs + i + 5, Legs = new Dictionary<string, SessionLeg> { ["0000000000000001"] = leg } };
            await Service.Get<IOutcomeStore>().AddAsync([new OutcomeChange(record.NoticeId, record.DecidedMs, outcome)], TimeSpan.FromDays(90), CancellationToken.None);
        }

        var report = await ReportAsync(decidedMs, decidedMs + Households);
        var (told, heldOut) = (report.Arms[0], report.Arms[1]);
        Assert.Equal((Households, Households), ((int)(told.OutcomesKnown + heldOut.OutcomesKnown), (int)(told.ReturnsKnown + heldOut.ReturnsKnown)));
        Assert.Equal((0L, heldOut.Users, told.Users), (told.Abandoned, heldOut.Abandoned, told.Displayed));
        Assert.Equal(60, heldOut.StallsPerHour.Value, 1e-6);
        Assert.All(report.Differences.Where(d => d.Measure != "returned_share"), d => Assert.True(d is { IsShown: true, Found: { High: < 0 } }, d.Measure));
        Assert.False(report.Differences.Single(d => d.Measure == "returned_share").IsShown);
        Assert.Contains("Stalls per hour:", report.Conclusions[0], StringComparison.Ordinal);
        Assert.Equal((0.05, 0.01, 300_000L, 0.5), (report.Alpha, report.SampleRatioAlpha, report.AbandonWithinMs, report.ExpectedHoldoutShare));
        Assert.Equal(0, (await ReportAsync(1, decidedMs)).Arms.Sum(a => a.Decided));
    }

    // All were told, where half should have been held out.
    [Theory]
    [InlineData(1_000, 3)]
    [InlineData(0, 0)]
    public async Task Ctl_WhereTheArmsAreNotSplitAsTheyShould_EndsWith3_AndSaysNothingElse(int households, int code)
    {
        var cohort = Service.Get<ConfigurationFile>().Current.Cohorts[0];
        var decidedMs = NowMs() - (long)TimeSpan.FromDays(30).TotalMilliseconds;
        for (var i = 0; i < households; i++)
        {
            var record = Notices.Record((ulong)i * 0x9E3779B97F4A7C15, $"c{i}", "alpha", cohort.Name, decidedMs + i);
            if (CohortHash.Arm(cohort.Salt, record.Household) >= cohort.HoldoutShare)
            {
                await StagedEvidence.AddAsync(Service, record with { State = NoticeState.Displayed });
            }
        }

        using var ctl = new CtlProcess(["experiment", cohort.Name, "--server", Service.Grpc.ToString()]);
        var (ended, output, error) = await ctl.EndAsync();
        Assert.True(ended == code, $"{ended} {output} {error}");
        Assert.Equal(code != 0, output.Contains("split", StringComparison.Ordinal) && !output.Contains("Stalls per hour:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 0, 0, StatusCode.InvalidArgument, "cohort:")]
    [InlineData("everybody", 10, 5, StatusCode.InvalidArgument, "from_ms:")]
    [InlineData("nobody", 0, 0, StatusCode.NotFound, "There is no such cohort")]
    public async Task Report_WrongRequest_IsRefusedByName(string cohort, long fromMs, long toMs, StatusCode status, string detail)
    {
        var request = new GetExperimentReportRequest { Cohort = cohort, FromMs = fromMs, ToMs = toMs };
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Service.Operators.GetExperimentReportAsync(request));
        Assert.Equal(status, refused.StatusCode);
        Assert.StartsWith(detail, refused.Status.Detail, StringComparison.Ordinal);
    }

    private static long NowMs() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var until = DateTimeOffset.UtcNow + Patience;
        while (!await condition())
        {
            Assert.True(DateTimeOffset.UtcNow < until, "It did not come to this in time.");
            await Task.Delay(300);
        }
    }

    // As the leader tells it each window, so that the picture stays fresh.
    private Task CrowdAsync() => feed.PublishAsync(
        [StagedFeed.Of("v1", VerdictState.Open, "alpha")],
        [StagedFeed.Cell("alpha", status: CellStatus.Crowded)],
        Window.At(NowMs()).Previous,
        [.. Enumerable.Range(0, 24).Select(octave => new CalmLevel(Cell, octave, 0))]);

    private async Task<GetExperimentReportResponse> ReportAsync(long fromMs = 0, long toMs = 0) =>
        await Service.Operators.GetExperimentReportAsync(new GetExperimentReportRequest { Cohort = "everybody", FromMs = fromMs, ToMs = toMs });

    private async Task<Dictionary<string, LedgerRecord>> RecordsAsync() =>
        (await Service.Get<ILedger>().ListAsync(null, 0, long.MaxValue, 100, null, CancellationToken.None)).Records.ToDictionary(r => r.SessionId);

    private Task<IReadOnlyList<NoticeOutcome?>> OutcomesAsync(Dictionary<string, LedgerRecord> records) =>
        Service.Get<IOutcomeStore>().FindAsync([.. records.Values.Select(r => r.NoticeId)], CancellationToken.None);
}
