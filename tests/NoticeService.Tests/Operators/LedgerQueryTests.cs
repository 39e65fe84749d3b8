using System.Text;
using System.Text.Json;
using Grpc.Core;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Protocol.V1;
using NoticeService.TestKit;
using NoticeService.TestKit.Contracts;
using Culprit = NoticeService.Domain.Verdicts.Culprit;
using MeasuredWindow = NoticeService.Domain.Ledger.MeasuredWindow;
using NoticeState = NoticeService.Domain.Ledger.NoticeState;
using VerdictState = NoticeService.Domain.Verdicts.VerdictState;

namespace NoticeService.Tests.Operators;

/// <summary>What operators ask of the ledger. Each test has cohorts of its own in the one store.</summary>
public sealed class LedgerQueryTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task ListNotices_EachFilter_GivesItsOwn()
    {
        await AddAsync(Notices.Record(1, "q1", "alpha", "query") with { Culprit = Culprit.Isp, DecidedMs = 10 });
        await AddAsync(Notices.Record(2, "q2", "beta", "query") with { Culprit = Culprit.Home, DecidedMs = 20 });
        await AddAsync(Notices.Record(3, "q3", "alpha", "query") with { Culprit = Culprit.Home, DecidedMs = 30, Household = Household("viewer-3") });

        await ListsAsync(["q3", "q2", "q1"], new ListNoticesRequest());
        await ListsAsync(["q3", "q1"], new ListNoticesRequest { Isp = "alpha" });
        await ListsAsync(["q3", "q2"], new ListNoticesRequest { Culprit = Protocol.V1.Culprit.Home });
        await ListsAsync(["q2"], new ListNoticesRequest { FromMs = 20, ToMs = 30 });
        await ListsAsync(["q3"], new ListNoticesRequest { UserId = "viewer-3" });
        await ListsAsync(["q3"], new ListNoticesRequest { User = Household("viewer-3").ToString() });
        await ListsAsync([], new ListNoticesRequest { UserId = "viewer-3", Culprit = Protocol.V1.Culprit.Isp });
        await ListsAsync([], new ListNoticesRequest { UserId = "stranger" });
        Assert.Empty((await service.Operators.ListNoticesAsync(new ListNoticesRequest { Cohort = "none" })).Notices);

        async Task ListsAsync(string[] ids, ListNoticesRequest request)
        {
            request.Cohort = "query";
            Assert.Equal(ids, (await service.Operators.ListNoticesAsync(request)).Notices.Select(n => n.NoticeId));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListNotices_Pages_GiveEachOnce_AndATokenIsOfItsQueryOnly(bool ofOneUser)
    {
        var cohort = $"pages-{ofOneUser}";
        for (ulong i = 0; i < 7; i++)
        {
            await AddAsync(Notices.Record(100 + i, $"{cohort}{i}", cohort: cohort) with { DecidedMs = (long)(1_000 + (i / 2)), Household = ofOneUser ? Household("reader") : new HouseholdId(i, 1) });
        }

        var request = new ListNoticesRequest { PageSize = 3, Cohort = cohort, UserId = ofOneUser ? "reader" : "" };
        var seen = new List<string>();
        do
        {
            var page = await service.Operators.ListNoticesAsync(request);
            Assert.InRange(page.Notices.Count, 1, 3);
            seen.AddRange(page.Notices.Select(n => n.NoticeId));
            request.PageToken = page.NextPageToken;
            if (request.PageToken.Length > 0)
            {
                var other = request.Clone();
                other.Isp = "alpha";
                Assert.StartsWith("page_token:", (await FailsAsync(other)).Status.Detail, StringComparison.Ordinal);
            }
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(7, seen.Count);
    }

    [Theory]
    [InlineData("page_token:")]
    [InlineData("user:")]
    [InlineData("user_id:")]
    [InlineData("from_ms:")]
    [InlineData("culprit:")]
    public async Task ListNotices_AWrongField_IsNamed(string field)
    {
        var failure = await FailsAsync(field switch
        {
            "page_token:" => new ListNoticesRequest { PageToken = "nonsense" },
            "user:" => new ListNoticesRequest { User = "viewer-3" },
            "user_id:" => new ListNoticesRequest { User = Household("a").ToString(), UserId = "a" },
            "from_ms:" => new ListNoticesRequest { FromMs = 2, ToMs = 1 },
            _ => new ListNoticesRequest { Culprit = (Protocol.V1.Culprit)99 },
        });
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.StartsWith(field, failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExportRecipients_AsCsv_QuotesAndDefuses_AndLeavesOutTheWithheld()
    {
        var told = Notices.Record(1, "c1", cohort: "csv") with { SessionId = "=cmd()", State = NoticeState.Displayed, ReceiptMs = 1_401_998_401_002 };
        await AddAsync(told);
        await AddAsync(Notices.Record(2, "c2", cohort: "csv") with { State = NoticeState.Withheld, Holdout = true });
        var text = await ExportAsync(new ExportRecipientsRequest { Format = ExportFormat.Csv, Cohort = "csv", Operator = "counsel" });
        Assert.Equal(
            "notice_id,user,session_id,state,decided_at,receipt_at,isp,path,metro,cohort,culprit,verdict_id,language,text,retracted_at,shortfall,norm_kbps,calm_shortfall,starved,windows\r\n"
            + $"c1,{told.Household},'=cmd(),displayed,2014-06-05T20:00:00.000Z,2014-06-05T20:00:01.002Z,verizon,cogent,nyc,csv,interconnect,{told.VerdictId},en,"
            + $"\"{told.Text.Replace("\"", "\"\"", StringComparison.Ordinal)}\",,-1.2346,24310,-0.2188,false,2014-06-05T19:59:30.000Z=23011 2014-06-05T19:59:50.000Z=8791\r\n",
            text);
        Assert.Contains("c2", await ExportAsync(new ExportRecipientsRequest { Format = ExportFormat.Csv, Cohort = "csv", Operator = "counsel", IncludeWithheld = true }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExportRecipients_AsJsonl_HasAnObjectALine_AndStandsInTheAuditLog()
    {
        await AddAsync(Notices.Record(1, "j1", cohort: "jsonl") with { SessionId = "=cmd()" });
        await AddAsync(Notices.Record(2, "j2", cohort: "jsonl") with { DecidedMs = 1_401_998_500_000 });
        var text = await ExportAsync(new ExportRecipientsRequest { Format = ExportFormat.Jsonl, Cohort = "jsonl", FromMs = 1, Operator = "counsel" });
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["j2", "j1"], lines.Select(l => l.GetProperty("notice_id").GetString()));
        Assert.Equal("=cmd()", lines[1].GetProperty("session_id").GetString());
        Assert.Equal(Notices.Record(1).Text, lines[1].GetProperty("text").GetString());
        var entries = (await service.Operators.ListAuditEntriesAsync(new ListAuditEntriesRequest { Action = "export" })).Entries.Where(e => e.Detail.Contains("jsonl", StringComparison.Ordinal));
        Assert.Equal(
            [("counsel", "cohort:jsonl from_ms:1: recipients as JSONL", "STARTED"), ("counsel", "cohort:jsonl from_ms:1: recipients as JSONL, records: 2", "OK")],
            entries.Select(e => (e.Operator, e.Detail, e.Outcome)).OrderByDescending(e => e.Outcome, StringComparer.Ordinal));
    }

    [Fact]
    public async Task ExportRecipients_OfARecordWithoutFigures_LeavesThemEmpty()
    {
        await AddAsync(Notices.Record(1, "o1", cohort: "old") with { Figures = null });
        var line = JsonDocument.Parse(await ExportAsync(new ExportRecipientsRequest { Format = ExportFormat.Jsonl, Cohort = "old", Operator = "counsel" })).RootElement;
        Assert.Equal(("-1.2346", "", "", "", ""), (Text("shortfall"), Text("norm_kbps"), Text("calm_shortfall"), Text("starved"), Text("windows")));
        Assert.Null(Assert.Single((await service.Operators.ListNoticesAsync(new ListNoticesRequest { Cohort = "old" })).Notices).Figures);

        string? Text(string name) => line.GetProperty(name).GetString();
    }

    [Fact]
    public async Task ListNotices_HasTheSessionsOwnFigures()
    {
        var record = Notices.Record(2, "f1", cohort: "figures");
        await AddAsync(record);
        var notice = Assert.Single((await service.Operators.ListNoticesAsync(new ListNoticesRequest { Cohort = "figures" })).Notices);
        Assert.Equal((record.Shortfall, 24_310, record.Figures!.CalmShortfall, true), (notice.Shortfall, notice.Figures.NormKbps, notice.Figures.CalmShortfall, notice.Figures.Starved));
        Assert.Equal(record.Figures.Windows, notice.Figures.Windows.Select(w => new MeasuredWindow(w.StartMs, w.ThroughputKbps, w.Shortfall, w.Starved)));
    }

    [Theory]
    [InlineData(VerdictState.Closed, 0, "")]
    [InlineData(VerdictState.Retracted, 1_401_999_000_000, "2014-06-05T20:10:00.000Z")]
    public async Task Notices_OfAVerdict_AreFoundByIt_AndMarkedWhenItWasRetracted(VerdictState state, long retractedMs, string retractedAt)
    {
        var (cohort, verdict) = ($"marked-{state}", $"isp.verizon.{state}");
        await AddAsync(Notices.Record(1, $"{cohort}1", cohort: cohort) with { VerdictId = verdict, Culprit = Culprit.Isp });
        await AddAsync(Notices.Record(2, $"{cohort}2", cohort: cohort) with { VerdictId = "isp.verizon.another", Culprit = Culprit.Isp });
        await service.Get<IVerdictArchive>().AddAsync(
            SomeVerdict.Of(state, verdict) with { ClosedMs = 1_000, RetractedMs = retractedMs == 0 ? null : retractedMs }, CancellationToken.None);

        var all = (await service.Operators.ListNoticesAsync(new ListNoticesRequest { Cohort = cohort })).Notices;
        Assert.Equal([($"{cohort}1", retractedMs), ($"{cohort}2", 0L)], all.Select(n => (n.NoticeId, n.RetractedMs)).Order());
        Assert.Equal([$"{cohort}1"], (await service.Operators.ListNoticesAsync(new ListNoticesRequest { Cohort = cohort, VerdictId = verdict })).Notices.Select(n => n.NoticeId));
        Assert.Equal(retractedMs, (await service.Operators.GetEvidenceAsync(new GetEvidenceRequest { NoticeId = $"{cohort}1" })).Notice.RetractedMs);
        var text = await ExportAsync(new ExportRecipientsRequest { Format = ExportFormat.Jsonl, VerdictId = verdict, Cohort = cohort, Operator = "counsel" });
        Assert.Contains(
            (await service.Operators.ListAuditEntriesAsync(new ListAuditEntriesRequest { Action = "export" })).Entries,
            e => e.Detail.StartsWith($"cohort:{cohort} verdict:{verdict}: ", StringComparison.Ordinal));
        Assert.Equal(retractedAt, JsonDocument.Parse(text).RootElement.GetProperty("retracted_at").GetString());
    }

    [Fact]
    public async Task ExportRecipients_WithoutFormatOrName_NamesTheField()
    {
        Assert.StartsWith("format:", (await ExportFailsAsync(new ExportRecipientsRequest { Operator = "o" })).Status.Detail, StringComparison.Ordinal);
        Assert.StartsWith("operator:", (await ExportFailsAsync(new ExportRecipientsRequest { Format = ExportFormat.Csv })).Status.Detail, StringComparison.Ordinal);
    }

    private HouseholdId Household(string user) => service.Get<HouseholdKey>().Pseudonym(user);

    private async Task AddAsync(LedgerRecord record) =>
        Assert.True(await service.Get<ILedgerRepair>().RestoreAsync(new JournalEntry(record, 0, 0), null, CancellationToken.None));

    private async Task<RpcException> FailsAsync(ListNoticesRequest request) =>
        await Assert.ThrowsAsync<RpcException>(async () => await service.Operators.ListNoticesAsync(request));

    private async Task<RpcException> ExportFailsAsync(ExportRecipientsRequest request) =>
        await Assert.ThrowsAsync<RpcException>(() => ExportAsync(request));

    private async Task<string> ExportAsync(ExportRecipientsRequest request)
    {
        using var call = service.Operators.ExportRecipients(request);
        var file = new MemoryStream();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            call.ResponseStream.Current.Chunk.WriteTo(file);
        }

        return Encoding.UTF8.GetString(file.ToArray());
    }
}
