using Grpc.Core;
using NoticeService.Access;
using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Ports;
using NoticeService.Protocol.V1;
using NoticeService.TestKit.Contracts;
using NoticeService.Tests.Access;
using Culprit = NoticeService.Domain.Verdicts.Culprit;
using VerdictState = NoticeService.Domain.Verdicts.VerdictState;

namespace NoticeService.Tests.Operators;

/// <summary>An ISP's right of reply, over the wire and with tokens, on a Redis.</summary>
public sealed class DisputeTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly KeyFolder folder = new();
    private readonly SigningKey key = SigningKey.Create();
    private readonly StagedFeed feed = new();

    private OperatorService.OperatorServiceClient Operators => feed.Service.Operators;

    public async ValueTask InitializeAsync()
    {
        feed.Service.Set("Access:PlayerKeys", folder.Write("players.jwks", SigningKey.Create()));
        feed.Service.Set("Access:OperatorKeys", folder.Write("operators.jwks", key));
        await feed.InitializeAsync();
        await feed.PublishAsync(
        [
            StagedFeed.Of("own", VerdictState.Open, "alpha"),
            StagedFeed.Of("own2", VerdictState.Open, "alpha", Culprit.Interconnect, "one"),
            StagedFeed.Of("others", VerdictState.Open, "beta"),
            StagedFeed.Of("paths", VerdictState.Open, null, Culprit.Path, "one"),
            StagedFeed.Of("over", VerdictState.Retracted, "alpha"),
        ]);
    }

    [Fact]
    public async Task Open_ByTheIsp_PausesItsNotices_AndRejected_LetsThemSpeakAgain()
    {
        var opened = await OpenAsync("own");
        Assert.Equal(("alpha", "own", DisputeState.Open, "noc of alpha", "verdict:own"), (opened.Isp, opened.VerdictId, opened.State, opened.OpenedBy, opened.Pause));
        Assert.Equal(opened.OpenedMs + (24 * 3_600_000), opened.PausedUntilMs);
        Assert.Equal(RefusalReason.Disputed, await DecideAsync("n1", "own"));
        Assert.Equal(RefusalReason.None, await DecideAsync("n2", "own2"));

        var board = feed.Service.Get<SuspensionBoard>();
        await UntilAsync(() => board.Pauses(Culprit.Isp, "alpha", "own"));
        Assert.False(board.Suspends("alpha", "everybody"));

        var resolved = (await Operators.ResolveDisputeAsync(Resolve(opened, DisputeState.Rejected), Header("counsel", "legal"))).Dispute;
        Assert.Equal((DisputeState.Rejected, "counsel", "we looked"), (resolved.State, resolved.ResolvedBy, resolved.Resolution));
        Assert.Equal(RefusalReason.None, await DecideAsync("n1", "own"));
        await UntilAsync(() => !board.Pauses(Culprit.Isp, "alpha", "own"));

        // It may dispute it again, and pauses nothing by it.
        var again = await OpenAsync("own");
        Assert.Equal((NoPause.Rejected, ""), (again.NoPause, again.Pause));
        Assert.Equal(RefusalReason.None, await DecideAsync("n3", "own"));
    }

    [Fact]
    public async Task Upheld_RetractsTheVerdict_MarksItsNotices_AndKeepsItSilent()
    {
        Assert.Equal(RefusalReason.None, await DecideAsync("n1", "own"));
        var opened = await OpenAsync("own");
        await Operators.ResolveDisputeAsync(Resolve(opened, DisputeState.Upheld), Header("ann", "operator"));
        await UntilAsync(async () => (await Operators.GetVerdictAsync(new GetVerdictRequest { VerdictId = "own" }, Isp)).Verdict.State == Protocol.V1.VerdictState.Retracted);

        var verdict = (await Operators.GetVerdictAsync(new GetVerdictRequest { VerdictId = "own" }, Isp)).Verdict;
        Assert.True(verdict.RetractedMs > 0);
        Assert.Contains("ann upheld the dispute", verdict.Retraction, StringComparison.Ordinal);
        var notice = Assert.Single((await Operators.ListNoticesAsync(new ListNoticesRequest { VerdictId = "own" }, Header("counsel", "legal"))).Notices);
        Assert.Equal(verdict.RetractedMs, notice.RetractedMs);
        Assert.Equal(RefusalReason.Disputed, await DecideAsync("n2", "own"));

        // Also when the engine's feed has dropped it.
        await UntilAsync(async () => await feed.Service.Get<IVerdictArchive>().FindAsync("own", CancellationToken.None) is not null);
        await feed.PublishAsync([]);
        verdict = (await Operators.GetVerdictAsync(new GetVerdictRequest { VerdictId = "own" }, Isp)).Verdict;
        Assert.Equal(Protocol.V1.VerdictState.Retracted, verdict.State);
    }

    [Fact]
    public async Task Open_Disputes_AreOnTheNowPage_AndInTheEvidence()
    {
        await StagedEvidence.AddAsync(feed.Service, Notices.Record(1, "e1", "alpha") with { VerdictId = "own", DecidedMs = 5_000 });
        await StagedEvidence.AddAsync(feed.Service, StagedEvidence.Pack("own", "alpha", 4_000, 0.5));
        var opened = await OpenAsync("own");
        Assert.Equal([opened], (await Operators.GetEvidenceAsync(new GetEvidenceRequest { NoticeId = "e1" }, Isp)).Disputes);
        await UntilAsync(() => feed.Service.Get<INowSource>().Current.Disputes.Any(d => d.Id == opened.DisputeId));
    }

    [Fact]
    public async Task Isp_OpensAndSeesItsOwnOnly()
    {
        await OpenAsync("own");
        await FailsAsync(StatusCode.NotFound, "There is no such verdict.", () => OpenAsync("others"));
        await FailsAsync(StatusCode.NotFound, "There is no such verdict.", () => OpenAsync("paths"));
        await FailsAsync(StatusCode.NotFound, "There is no such verdict.", () => OpenAsync("none"));
        await OpenAsync("others", Header("counsel", "legal"));
        Assert.Equal(["own"], (await ListAsync(Isp)).Disputes.Select(d => d.VerdictId));
        await FailsAsync(StatusCode.PermissionDenied, "isp:", async () => await Operators.ListDisputesAsync(new ListDisputesRequest { Isp = "beta" }, Isp));
        await FailsAsync(StatusCode.PermissionDenied, "This call needs", async () => await Operators.ResolveDisputeAsync(new ResolveDisputeRequest { DisputeId = "x", Reason = "r" }, Isp));
    }

    [Fact]
    public async Task WhatCannotBe_IsSaidWithTheField()
    {
        var counsel = Header("counsel", "legal");
        await FailsAsync(StatusCode.InvalidArgument, "verdict_id:", () => OpenAsync("", counsel));
        await FailsAsync(StatusCode.InvalidArgument, "verdict_id: is of a verdict that names no ISP.", () => OpenAsync("paths", counsel));
        await FailsAsync(StatusCode.FailedPrecondition, "The verdict was retracted", () => OpenAsync("over", counsel));
        await FailsAsync(StatusCode.InvalidArgument, "reason:", async () => await Operators.OpenDisputeAsync(new OpenDisputeRequest { VerdictId = "own" }, Isp));
        var opened = await OpenAsync("own");
        await FailsAsync(StatusCode.AlreadyExists, $"Dispute {opened.DisputeId}", () => OpenAsync("own"));
        await FailsAsync(StatusCode.InvalidArgument, "outcome:", async () => await Operators.ResolveDisputeAsync(Resolve(opened, DisputeState.Open), counsel));
        await FailsAsync(StatusCode.InvalidArgument, "dispute_id:", async () => await Operators.ResolveDisputeAsync(new ResolveDisputeRequest { Reason = "r" }, counsel));
        await FailsAsync(StatusCode.NotFound, "There is no such dispute.", async () => await Operators.ResolveDisputeAsync(new ResolveDisputeRequest { DisputeId = "x", Outcome = DisputeState.Upheld, Reason = "r" }, counsel));
        await Operators.ResolveDisputeAsync(Resolve(opened, DisputeState.Rejected), counsel);
        await FailsAsync(StatusCode.FailedPrecondition, "The dispute was resolved before: rejected.", async () => await Operators.ResolveDisputeAsync(Resolve(opened, DisputeState.Upheld), counsel));
    }

    [Fact]
    public async Task List_FiltersAndPages_NewestFirst()
    {
        var counsel = Header("counsel", "legal");
        var first = await OpenAsync("own");
        await NextMillisecondAsync();
        await OpenAsync("own2");
        await NextMillisecondAsync();
        await OpenAsync("others", counsel);
        await Operators.ResolveDisputeAsync(Resolve(first, DisputeState.Rejected), counsel);

        var page = await Operators.ListDisputesAsync(new ListDisputesRequest { PageSize = 2 }, counsel);
        Assert.Equal(["others", "own2"], page.Disputes.Select(d => d.VerdictId));
        var rest = await Operators.ListDisputesAsync(new ListDisputesRequest { PageSize = 2, PageToken = page.NextPageToken }, counsel);
        Assert.Equal("own", Assert.Single(rest.Disputes).VerdictId);
        Assert.Empty(rest.NextPageToken);
        Assert.Equal(["own2"], (await Operators.ListDisputesAsync(new ListDisputesRequest { Isp = "alpha", State = DisputeState.Open }, counsel)).Disputes.Select(d => d.VerdictId));
        Assert.Equal([first.DisputeId], (await Operators.ListDisputesAsync(new ListDisputesRequest { VerdictId = "own" }, counsel)).Disputes.Select(d => d.DisputeId));
    }

    [Fact]
    public async Task EveryChange_StandsInTheAuditLog_AlsoARefusedOne()
    {
        var opened = await OpenAsync("own");
        await Assert.ThrowsAsync<RpcException>(async () => await Operators.ResolveDisputeAsync(Resolve(opened, DisputeState.Upheld), Isp));
        await Operators.ResolveDisputeAsync(Resolve(opened, DisputeState.Rejected), Header("counsel", "legal"));
        var entries = (await Operators.ListAuditEntriesAsync(new ListAuditEntriesRequest(), Header("auditor", "viewer"))).Entries;
        Assert.Equal(
            [
                "counsel|resolve|" + $"dispute:{opened.DisputeId} rejected: we looked|OK",
                "noc of alpha|dispute|isp:alpha verdict:own: It is not so.|OK",
                "noc of alpha|resolve|" + $"dispute:{opened.DisputeId} upheld: we looked|PERMISSION_DENIED",
            ],
            entries.Select(e => $"{e.Operator}|{e.Action}|{e.Detail}|{e.Outcome}").Order(StringComparer.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await feed.DisposeAsync();
        folder.Dispose();
    }

    private Metadata Isp => Bearer(key.Sign("noc of alpha", ["isp"], TimeProvider.System.GetUtcNow(), Hour, isp: "alpha"));

    private Metadata Header(string subject, string role) => Bearer(key.Sign(subject, [role], TimeProvider.System.GetUtcNow(), Hour));

    private static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" } };

    private static ResolveDisputeRequest Resolve(Dispute dispute, DisputeState outcome) => new() { DisputeId = dispute.DisputeId, Outcome = outcome, Reason = "we looked" };

    private async Task<Dispute> OpenAsync(string verdictId, Metadata? header = null) =>
        (await Operators.OpenDisputeAsync(new OpenDisputeRequest { VerdictId = verdictId, Reason = "It is not so." }, header ?? Isp)).Dispute;

    // Those of one millisecond are by their id.
    private static Task NextMillisecondAsync() => Task.Delay(2);

    private async Task<ListDisputesResponse> ListAsync(Metadata header) => await Operators.ListDisputesAsync(new ListDisputesRequest(), header);

    // Each notice is for a household of its own.
    private async Task<RefusalReason> DecideAsync(string noticeId, string verdictId)
    {
        var household = (ulong)noticeId.GetHashCode(StringComparison.Ordinal);
        var record = Notices.Record(household, noticeId, "alpha") with { VerdictId = verdictId, Culprit = Culprit.Isp };
        return (await feed.Service.Get<IAdmissionStore>().DecideAsync(Notices.Request(record), CancellationToken.None)).Refusal;
    }

    private static async Task FailsAsync(StatusCode status, string detail, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(status, failure.StatusCode);
        Assert.StartsWith(detail, failure.Status.Detail, StringComparison.Ordinal);
    }

    private static Task UntilAsync(Func<bool> done) => UntilAsync(() => Task.FromResult(done()));

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await done())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
