using Google.Protobuf;
using Grpc.Core;
using NoticeService.Access;
using NoticeService.Protocol.V1;
using NoticeService.Tests.Operators;
using CellStatus = NoticeService.Domain.Verdicts.CellStatus;
using Culprit = NoticeService.Domain.Verdicts.Culprit;
using VerdictState = NoticeService.Domain.Verdicts.VerdictState;
using NoticeService.TestKit.Contracts;

namespace NoticeService.Tests.Access;

/// <summary>Every method by every role, on the wire; and what an ISP's own account sees.</summary>
public sealed class RoleTableTests : IAsyncLifetime
{
    private const string ScopedReaders = "viewer operator legal isp";
    private const string Readers = "viewer operator legal";
    private const string Deciders = "operator legal";

    private static readonly string[] Roles = ["viewer", "operator", "legal", "isp", "boss"];

    private static readonly SuspensionScope Beta = new() { Isp = "beta" };

    // Who may, and a call that goes through when he may.
    private static readonly Dictionary<string, (string Allowed, Func<OperatorService.OperatorServiceClient, Metadata, Task> Call)> Table = new()
    {
        ["GetVerdict"] = (ScopedReaders, async (c, h) => await c.GetVerdictAsync(new GetVerdictRequest { VerdictId = "own" }, h)),
        ["ListVerdicts"] = (ScopedReaders, async (c, h) => await c.ListVerdictsAsync(new ListVerdictsRequest(), h)),
        ["StreamVerdicts"] = (ScopedReaders, async (c, h) => await FirstAsync(c.StreamVerdicts(new StreamVerdictsRequest(), h))),
        ["ListCells"] = (ScopedReaders, async (c, h) => await c.ListCellsAsync(new ListCellsRequest(), h)),
        ["ListCohorts"] = (Readers, async (c, h) => await c.ListCohortsAsync(new ListCohortsRequest(), h)),
        ["Suspend"] = (Deciders, async (c, h) => await c.SuspendAsync(new SuspendRequest { Scope = Beta, Reason = "a letter came" }, h)),
        ["Resume"] = (Deciders, async (c, h) => await c.ResumeAsync(new ResumeRequest { Scope = Beta, Reason = "settled" }, h)),
        ["ListNotices"] = (Readers, async (c, h) => await c.ListNoticesAsync(new ListNoticesRequest(), h)),
        ["GetEvidence"] = (ScopedReaders, async (c, h) => await c.GetEvidenceAsync(new GetEvidenceRequest { NoticeId = "own" }, h)),
        ["ExportRecipients"] = ("legal", async (c, h) => await FirstAsync(c.ExportRecipients(new ExportRecipientsRequest { Format = ExportFormat.Csv }, h))),
        ["GetExperimentReport"] = (Readers, async (c, h) => await c.GetExperimentReportAsync(new GetExperimentReportRequest { Cohort = "everybody" }, h)),
        ["OpenDispute"] = ("operator legal isp", async (c, h) => await ReachesAsync(c.OpenDisputeAsync(new OpenDisputeRequest { VerdictId = "own", Reason = "It is not so." }, h), StatusCode.AlreadyExists)),
        ["ListDisputes"] = (ScopedReaders, async (c, h) => await c.ListDisputesAsync(new ListDisputesRequest(), h)),
        ["ResolveDispute"] = (Deciders, async (c, h) => await ReachesAsync(
            c.ResolveDisputeAsync(new ResolveDisputeRequest { DisputeId = "none", Outcome = DisputeState.Rejected, Reason = "It was so." }, h), StatusCode.NotFound)),
        ["WhatIf"] = (Deciders, async (c, h) => await AllAsync(c.WhatIf(new WhatIfRequest { Policy = ByteString.CopyFromUtf8(RunningService.Configuration) }, h))),
        ["GetGoLive"] = (Readers, async (c, h) => await c.GetGoLiveAsync(new GetGoLiveRequest(), h)),
        ["SubmitCalibration"] = (Deciders, async (c, h) => await c.SubmitCalibrationAsync(new SubmitCalibrationRequest { Calibration = GoLiveCallTests.Fits((await c.GetGoLiveAsync(new GetGoLiveRequest(), h)).GoLive.Fingerprint) }, h)),
        ["OverrideGoLive"] = (Deciders, async (c, h) => await c.OverrideGoLiveAsync(new OverrideGoLiveRequest { Reason = "a trial" }, h)),
        ["RevokeGoLive"] = (Deciders, async (c, h) => await c.RevokeGoLiveAsync(new RevokeGoLiveRequest { Reason = "it is over" }, h)),
        ["ListAuditEntries"] = (Readers, async (c, h) => await c.ListAuditEntriesAsync(new ListAuditEntriesRequest(), h)),
    };

    private readonly KeyFolder folder = new();
    private readonly SigningKey key = SigningKey.Create();
    private readonly StagedFeed feed = new();

    private RunningService Service => feed.Service;

    public async ValueTask InitializeAsync()
    {
        Service.Set("Access:PlayerKeys", folder.Write("players.jwks", SigningKey.Create()));
        Service.Set("Access:OperatorKeys", folder.Write("operators.jwks", key));
        await feed.InitializeAsync();
        foreach (var (id, isp) in new[] { ("own", "alpha"), ("others", "beta") })
        {
            await StagedEvidence.AddAsync(Service, Notices.Record(1, id, isp) with { VerdictId = id, DecidedMs = 5_000 });
            await StagedEvidence.AddAsync(Service, StagedEvidence.Pack(id, isp, 4_000, 0.5));
        }

        await feed.PublishAsync(
            [
                StagedFeed.Of("own", VerdictState.Open, "alpha"),
                StagedFeed.Of("own-suspected", VerdictState.Suspected, "alpha", Culprit.Interconnect, "one", onsetMs: 2_000),
                StagedFeed.Of("others", VerdictState.Open, "beta", onsetMs: 3_000),
                StagedFeed.Of("paths", VerdictState.Open, null, Culprit.Path, "one", onsetMs: 4_000),
            ],
            [StagedFeed.Cell("alpha"), StagedFeed.Cell("beta", status: CellStatus.Crowded)]);
    }

    [Fact]
    public void Table_HasEveryMethod() =>
        Assert.Equal(OperatorService.Descriptor.Methods.Select(m => m.Name).Order(StringComparer.Ordinal), Table.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task EveryMethod_ByEveryRole_IsAllowedOrDenied()
    {
        var expected = new List<string>();
        var actual = new List<string>();
        foreach (var (method, (allowed, call)) in Table)
        {
            foreach (var role in Roles)
            {
                expected.Add($"{method} {role} {(allowed.Split(' ').Contains(role) ? "allowed" : nameof(StatusCode.PermissionDenied))}");
                actual.Add($"{method} {role} {await OutcomeAsync(call(Service.Operators, Header(role)))}");
            }
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task Isp_SeesItsOwnVerdictsAndCells_SuspectedOnesToo_AndNobodyElses()
    {
        var header = Header("isp");
        Assert.Equal(["own-suspected", "own"], (await Service.Operators.ListVerdictsAsync(new ListVerdictsRequest(), header)).Verdicts.Select(v => v.VerdictId));
        Assert.Equal(["own-suspected", "own"], (await Service.Operators.ListVerdictsAsync(new ListVerdictsRequest { Isp = "alpha" }, header)).Verdicts.Select(v => v.VerdictId));
        Assert.Equal(["alpha"], (await Service.Operators.ListCellsAsync(new ListCellsRequest(), header)).Cells.Select(c => c.Isp));
        Assert.Equal("own-suspected", (await Service.Operators.GetVerdictAsync(new GetVerdictRequest { VerdictId = "own-suspected" }, header)).Verdict.VerdictId);
        foreach (var id in new[] { "others", "paths" })
        {
            Assert.Equal(nameof(StatusCode.NotFound), await OutcomeAsync(Service.Operators.GetVerdictAsync(new GetVerdictRequest { VerdictId = id }, header).ResponseAsync));
        }
    }

    [Fact]
    public async Task Isp_SeesTheEvidenceAgainstIt_NotWhoWasTold_AndNobodyElses()
    {
        var own = await Service.Operators.GetEvidenceAsync(new GetEvidenceRequest { NoticeId = "own" }, Header("isp"));
        Assert.Equal(("own", ""), (own.Verdict.VerdictId, own.Notice.User));
        Assert.Equal(nameof(StatusCode.NotFound), await OutcomeAsync(Service.Operators.GetEvidenceAsync(new GetEvidenceRequest { NoticeId = "others" }, Header("isp")).ResponseAsync));
    }

    [Fact]
    public async Task Isp_AskingForAnother_IsDenied_InEveryMethodThatHasTheFilter()
    {
        var header = Header("isp");
        Assert.Equal("PermissionDenied", await OutcomeAsync(Service.Operators.ListVerdictsAsync(new ListVerdictsRequest { Isp = "beta" }, header).ResponseAsync));
        Assert.Equal("PermissionDenied", await OutcomeAsync(Service.Operators.ListCellsAsync(new ListCellsRequest { Isp = "beta" }, header).ResponseAsync));
        Assert.Equal("PermissionDenied", await OutcomeAsync(FirstAsync(Service.Operators.StreamVerdicts(new StreamVerdictsRequest { Isp = "beta" }, header))));
    }

    [Fact]
    public async Task Isp_OnTheStream_HearsItsOwnChangesOnly()
    {
        using var stream = Service.Operators.StreamVerdicts(new StreamVerdictsRequest(), Header("isp"));
        Assert.Equal(["own", "own-suspected"], [await NextAsync(), await NextAsync()]);
        await feed.PublishAsync(
        [
            StagedFeed.Of("others", VerdictState.Closed, "beta"),
            StagedFeed.Of("others-new", VerdictState.Open, "beta"),
            StagedFeed.Of("own", VerdictState.Closed, "alpha"),
        ]);
        Assert.Equal("own", await NextAsync());
        Assert.Equal(Protocol.V1.VerdictState.Closed, stream.ResponseStream.Current.Verdict.State);

        async Task<string> NextAsync()
        {
            Assert.True(await stream.ResponseStream.MoveNext(CancellationToken.None));
            return stream.ResponseStream.Current.Verdict.VerdictId;
        }
    }

    [Fact]
    public async Task Isp_OfATokenThatNamesNone_SeesNothing_AndOneThatReadsAllToo_SeesAll()
    {
        foreach (var call in new Func<Metadata, Task>[]
        {
            h => Service.Operators.ListVerdictsAsync(new ListVerdictsRequest(), h).ResponseAsync,
            h => Service.Operators.ListVerdictsAsync(new ListVerdictsRequest { Isp = "alpha" }, h).ResponseAsync,
            h => Service.Operators.ListCellsAsync(new ListCellsRequest(), h).ResponseAsync,
            h => Service.Operators.GetVerdictAsync(new GetVerdictRequest { VerdictId = "own" }, h).ResponseAsync,
            h => FirstAsync(Service.Operators.StreamVerdicts(new StreamVerdictsRequest(), h)),
        })
        {
            Assert.Equal("PermissionDenied", await OutcomeAsync(call(Bearer(key.Sign("eve", ["isp"], Now, Hour)))));
        }

        var both = Bearer(key.Sign("eve", ["isp", "viewer"], Now, Hour, isp: "alpha"));
        Assert.Equal(4, (await Service.Operators.ListVerdictsAsync(new ListVerdictsRequest(), both)).Verdicts.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await feed.DisposeAsync();
        folder.Dispose();
    }

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private Metadata Header(string role) => Bearer(key.Sign("eve", [role], Now, Hour, isp: role == "isp" ? "alpha" : null));

    private static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" } };

    // What is not part of the release yet is refused to nobody who may ask.
    private static async Task<string> OutcomeAsync(Task call)
    {
        try
        {
            await call;
            return "allowed";
        }
        catch (RpcException failure)
        {
            return failure.StatusCode == StatusCode.Unimplemented ? "allowed" : failure.StatusCode.ToString();
        }
    }

    private static async Task AllAsync<T>(AsyncServerStreamingCall<T> call)
    {
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            // One at a time: the next caller is sent away while it runs.
        }
    }

    // Who comes second finds it done, and who asks for nothing finds nothing: both were let in.
    private static async Task ReachesAsync<T>(AsyncUnaryCall<T> call, StatusCode reached)
    {
        try
        {
            await call;
        }
        catch (RpcException failure) when (failure.StatusCode == reached)
        {
            // As said.
        }
    }

    private static async Task FirstAsync<T>(AsyncServerStreamingCall<T> call)
    {
        using (call)
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        }
    }
}
