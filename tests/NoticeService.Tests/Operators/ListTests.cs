using Google.Protobuf;
using Grpc.Core;
using NoticeService.Pipeline.Ports;
using NoticeService.Protocol.V1;
using V1 = NoticeService.Protocol.V1;
using VerdictState = NoticeService.Domain.Verdicts.VerdictState;
using Culprit = NoticeService.Domain.Verdicts.Culprit;

namespace NoticeService.Tests.Operators;

/// <summary>Lists as AIP-158 has them, and what their filters leave out.</summary>
public sealed class ListTests(StagedFeed feed) : IClassFixture<StagedFeed>
{
    private readonly RunningService service = feed.Service;

    // What one of the tests leaves in the archive was over by then.
    private const long AfterThePast = 60_501;

    private static readonly Domain.Verdicts.Verdict[] Verdicts =
    [
        StagedFeed.Of("a", VerdictState.Open, "alpha", onsetMs: 1_000),
        StagedFeed.Of("b", VerdictState.Closed, "beta", Culprit.Interconnect, "one", onsetMs: 2_000),
        StagedFeed.Of("c", VerdictState.Suspected, "alpha", Culprit.Interconnect, "two", onsetMs: 200_000),
        StagedFeed.Of("d", VerdictState.Open, null, Culprit.Path, "one", onsetMs: 200_000),
        StagedFeed.Of("e", VerdictState.Open, "beta", onsetMs: 300_000),
    ];

    private static readonly Domain.Verdicts.CellState[] Cells =
    [
        StagedFeed.Cell("beta"),
        StagedFeed.Cell("alpha", "two", "nyc", Domain.Verdicts.CellStatus.Crowded),
        StagedFeed.Cell("alpha", "one", "sjc", Domain.Verdicts.CellStatus.Unknown),
        StagedFeed.Cell("alpha", "one", "nyc"),
    ];

    [Fact]
    public async Task ListVerdicts_EachFilter_GivesItsOwn_NewestFirst()
    {
        await feed.PublishAsync(Verdicts);
        await ListsAsync("e c d b a", new ListVerdictsRequest { FromMs = AfterThePast });
        await ListsAsync("c a", new ListVerdictsRequest { Isp = "alpha" });
        await ListsAsync("e d a", new ListVerdictsRequest { OpenOnly = true });
        await ListsAsync("c", new ListVerdictsRequest { State = V1.VerdictState.Suspected });
        await ListsAsync("d b", new ListVerdictsRequest { Path = "one" });
        await ListsAsync("c b", new ListVerdictsRequest { Culprit = V1.Culprit.Interconnect });
        await ListsAsync("a", new ListVerdictsRequest { Isp = "alpha", OpenOnly = true });

        // The closed one held until 62,000.
        await ListsAsync("b a", new ListVerdictsRequest { FromMs = 62_000, ToMs = 200_000 });
        await ListsAsync("c d a", new ListVerdictsRequest { FromMs = 62_001, ToMs = 200_001 });
        await ListsAsync("", new ListVerdictsRequest { Isp = "gamma" });

        async Task ListsAsync(string ids, ListVerdictsRequest request) =>
            Assert.Equal(ids, string.Join(' ', (await service.Operators.ListVerdictsAsync(request)).Verdicts.Select(v => v.VerdictId)));
    }

    [Fact]
    public async Task ListVerdicts_ASuspicionWithNothingBehindIt_IsNotShown()
    {
        await feed.PublishAsync([StagedFeed.Of("faint", VerdictState.Suspected, "alpha") with { Evidence = null }, Verdicts[0]]);
        Assert.Equal("a", Assert.Single((await service.Operators.ListVerdictsAsync(new ListVerdictsRequest { Isp = "alpha" })).Verdicts).VerdictId);
        await IsNotFoundAsync("faint");
    }

    [Fact]
    public async Task GetVerdict_ThatIsThere_IsWhole_AndAnother_IsNotFound()
    {
        await feed.PublishAsync(Verdicts);
        var verdict = (await service.Operators.GetVerdictAsync(new GetVerdictRequest { VerdictId = "b" })).Verdict;
        Assert.Equal(
            ("b", V1.Culprit.Interconnect, V1.VerdictState.Closed, "beta", "one", 2_000L, 12_000L, 62_000L, 0.5, "the reason of b"),
            (verdict.VerdictId, verdict.Culprit, verdict.State, verdict.Isp, verdict.Path, verdict.OnsetMs, verdict.OpenedMs, verdict.ClosedMs, verdict.Drop, verdict.Reason));
        await IsNotFoundAsync("z");
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await service.Operators.GetVerdictAsync(new GetVerdictRequest()));
        Assert.StartsWith("verdict_id:", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListCells_EachFilter_GivesItsOwn_ByName()
    {
        await feed.PublishAsync([StagedFeed.Of("a", VerdictState.Open, "alpha")], Cells);
        await ListsAsync("alpha/one/nyc alpha/one/sjc alpha/two/nyc beta/one/nyc", new ListCellsRequest());
        await ListsAsync("alpha/one/nyc alpha/one/sjc alpha/two/nyc", new ListCellsRequest { Isp = "alpha" });
        await ListsAsync("alpha/two/nyc", new ListCellsRequest { Path = "two" });
        await ListsAsync("alpha/one/sjc", new ListCellsRequest { Metro = "sjc" });
        await ListsAsync("alpha/two/nyc", new ListCellsRequest { Status = V1.CellStatus.Crowded });

        async Task ListsAsync(string names, ListCellsRequest request)
        {
            var response = await service.Operators.ListCellsAsync(request);
            Assert.Equal(1_401_998_410_000, response.EvaluatedMs);
            Assert.Equal(names, string.Join(' ', response.Cells.Select(c => $"{c.Isp}/{c.Path}/{c.Metro}")));
            Assert.All(response.Cells, c => Assert.Equal(c.Status != V1.CellStatus.Unknown, c.HasDrop));
        }
    }

    [Fact]
    public async Task ListVerdicts_Pages_GiveEachOnce_AlsoWhenOneComesAndOneGoes()
    {
        await feed.PublishAsync(Verdicts);
        var request = new ListVerdictsRequest { PageSize = 2, FromMs = AfterThePast };
        var first = await service.Operators.ListVerdictsAsync(request);
        await feed.PublishAsync([StagedFeed.Of("newer", VerdictState.Open, "alpha", onsetMs: 400_000), .. Verdicts[..4]]);
        request.PageToken = first.NextPageToken;
        var second = await service.Operators.ListVerdictsAsync(request);
        request.PageToken = second.NextPageToken;
        var third = await service.Operators.ListVerdictsAsync(request);
        Assert.Equal("e c|d b|a", string.Join('|', new[] { first, second, third }.Select(p => string.Join(' ', p.Verdicts.Select(v => v.VerdictId)))));
        Assert.Equal("", third.NextPageToken);
    }

    [Fact]
    public async Task ListAuditEntries_EachFilter_GivesItsOwn_AndPagesGiveEachOnce()
    {
        const long Begin = 1_000_000;
        var log = service.Get<IAuditLog>();
        for (var i = 0; i < 6; i++)
        {
            var order = new OperatorOrder(i % 2 == 0 ? OrderKind.Export : OrderKind.Suspend, Begin + i, i < 3 ? "lister" : "reader", "all", $"{i}", "legal", "192.0.2.1", i == 5 ? "PERMISSION_DENIED" : "OK");
            await log.AddAsync(order, CancellationToken.None);
        }

        await ListsAsync("5 4 3 2 1 0", new ListAuditEntriesRequest());
        await ListsAsync("2 1 0", new ListAuditEntriesRequest { Operator = "lister" });
        await ListsAsync("5 3 1", new ListAuditEntriesRequest { Action = "suspend" });
        await ListsAsync("5", new ListAuditEntriesRequest { Outcome = "PERMISSION_DENIED" });
        await ListsAsync("3 2", new ListAuditEntriesRequest { FromMs = Begin + 2, ToMs = Begin + 4 });
        await ListsAsync("4 3", new ListAuditEntriesRequest { Operator = "reader", Outcome = "OK" });

        async Task ListsAsync(string details, ListAuditEntriesRequest request)
        {
            // Before all that the clock gives.
            request.ToMs = request.ToMs == 0 ? Begin + 1_000 : request.ToMs;
            request.PageSize = 2;
            var seen = new List<string>();
            do
            {
                var page = await service.Operators.ListAuditEntriesAsync(request);
                Assert.InRange(page.Entries.Count, 0, 2);
                seen.AddRange(page.Entries.Select(e => e.Detail));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);

            Assert.Equal(details.Split(' ').Select(d => $"all: {d}"), seen);
        }
    }

    public static TheoryData<string> Methods() => ["ListVerdicts", "ListCells", "ListCohorts", "ListNotices", "ListDisputes", "ListAuditEntries"];

    [Fact]
    public void Methods_AreAllThatGivePages() =>
        Assert.Equal(Methods().Select(m => m.Data).Order(StringComparer.Ordinal), OperatorService.Descriptor.Methods.Where(m => m.InputType.FindFieldByName("page_token") is not null).Select(m => m.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Page_NegativeSize_OrATokenThatIsNotOurs_NamesTheField(string method)
    {
        await FailsAsync("page_size:", method, -1, "");
        await FailsAsync("page_token:", method, 0, "nonsense");
        await FailsAsync("page_token:", method, 0, "99");
        await FailsAsync("page_token:", method, 0, "****");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Page_SizeZeroAndAboveTheLimit_AreTaken(string method)
    {
        await CallAsync(method, 0, "");
        await CallAsync(method, int.MaxValue, "");
    }

    [Fact]
    public async Task Page_SizeZero_IsOneHundred_AndMoreThanTheLimit_IsOneThousand()
    {
        await feed.PublishAsync([.. Enumerable.Range(0, 1_001).Select(i => StagedFeed.Of($"v{i:D4}", VerdictState.Open, "alpha"))]);
        Assert.Equal(100, (await service.Operators.ListVerdictsAsync(new ListVerdictsRequest { Isp = "alpha" })).Verdicts.Count);
        var page = await service.Operators.ListVerdictsAsync(new ListVerdictsRequest { PageSize = 5_000, Isp = "alpha" });
        Assert.Equal(1_000, page.Verdicts.Count);
        Assert.Equal("v1000", Assert.Single((await service.Operators.ListVerdictsAsync(new ListVerdictsRequest { PageToken = page.NextPageToken, Isp = "alpha" })).Verdicts).VerdictId);
    }

    [Fact]
    public async Task VerdictsThatTheFeedHasDropped_AreListedAndFound_AndThoseOfNowNeedNoArchive()
    {
        await feed.PublishAsync([StagedFeed.Of("past", VerdictState.Closed, "delta", onsetMs: 500), StagedFeed.Of("now", VerdictState.Open, "delta", onsetMs: 900)]);
        await service.Get<IEnumerable<Microsoft.Extensions.Hosting.IHostedService>>().OfType<Pipeline.Evaluation.VerdictArchiveLoop>().Single().RoundAsync(CancellationToken.None);
        await feed.PublishAsync([StagedFeed.Of("now", VerdictState.Open, "delta", onsetMs: 900)]);
        Assert.Equal(["now", "past"], await IdsAsync(new ListVerdictsRequest { Isp = "delta" }));
        Assert.Equal(["past"], await IdsAsync(new ListVerdictsRequest { Isp = "delta", State = V1.VerdictState.Closed }));
        Assert.Equal(["past"], await IdsAsync(new ListVerdictsRequest { Isp = "delta", ToMs = 900 }));
        Assert.Equal(["now"], await IdsAsync(new ListVerdictsRequest { Isp = "delta", OpenOnly = true }));
        Assert.Equal("the reason of past", (await service.Operators.GetVerdictAsync(new GetVerdictRequest { VerdictId = "past" })).Verdict.Reason);

        async Task<IEnumerable<string>> IdsAsync(ListVerdictsRequest request) =>
            (await service.Operators.ListVerdictsAsync(request)).Verdicts.Select(v => v.VerdictId).ToList();
    }

    [Fact]
    public async Task PageToken_IsOfItsRequestOnly_WhateverThePageSize()
    {
        await feed.PublishAsync(Verdicts, Cells);
        var token = (await service.Operators.ListVerdictsAsync(new ListVerdictsRequest { PageSize = 1, Isp = "alpha" })).NextPageToken;
        Assert.NotEmpty((await service.Operators.ListVerdictsAsync(new ListVerdictsRequest { PageSize = 7, Isp = "alpha", PageToken = token })).Verdicts);
        foreach (var other in new[] { new ListVerdictsRequest(), new ListVerdictsRequest { Isp = "beta" }, new ListVerdictsRequest { Isp = "alpha", OpenOnly = true }, new ListVerdictsRequest { Isp = "alpha", ToMs = 5 } })
        {
            other.PageToken = token;
            var failure = await Assert.ThrowsAsync<RpcException>(async () => await service.Operators.ListVerdictsAsync(other));
            Assert.StartsWith("page_token:", failure.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WrongFilter_NamesTheField()
    {
        await NamesAsync("culprit:", async () => await service.Operators.ListVerdictsAsync(new ListVerdictsRequest { Culprit = (V1.Culprit)99 }));
        await NamesAsync("state:", async () => await service.Operators.ListVerdictsAsync(new ListVerdictsRequest { State = (V1.VerdictState)99 }));
        await NamesAsync("state:", async () => await service.Operators.ListVerdictsAsync(new ListVerdictsRequest { State = V1.VerdictState.Closed, OpenOnly = true }));
        await NamesAsync("from_ms:", async () => await service.Operators.ListVerdictsAsync(new ListVerdictsRequest { FromMs = 2, ToMs = 1 }));
        await NamesAsync("to_ms:", async () => await service.Operators.ListVerdictsAsync(new ListVerdictsRequest { ToMs = -1 }));
        await NamesAsync("status:", async () => await service.Operators.ListCellsAsync(new ListCellsRequest { Status = (V1.CellStatus)99 }));
        await NamesAsync("action:", async () => await service.Operators.ListAuditEntriesAsync(new ListAuditEntriesRequest { Action = "think" }));
        await NamesAsync("from_ms:", async () => await service.Operators.ListAuditEntriesAsync(new ListAuditEntriesRequest { FromMs = -1 }));
    }

    private static Task NamesAsync(string field, Func<Task> call) => FailureNamesAsync(field, call);

    private async Task FailsAsync(string field, string method, int size, string token) => await FailureNamesAsync(field, () => CallAsync(method, size, token));

    private static async Task FailureNamesAsync(string field, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.StartsWith(field, failure.Status.Detail, StringComparison.Ordinal);
    }

    private async Task CallAsync(string method, int size, string token)
    {
        var descriptor = OperatorService.Descriptor.FindMethodByName(method);
        var request = (IMessage)Activator.CreateInstance(descriptor.InputType.ClrType)!;
        descriptor.InputType.FindFieldByName("page_size").Accessor.SetValue(request, size);
        descriptor.InputType.FindFieldByName("page_token").Accessor.SetValue(request, token);
        var bytes = Marshallers.Create(static (byte[] b) => b, static b => b);
        var call = service.Channel.CreateCallInvoker().AsyncUnaryCall(
            new Method<byte[], byte[]>(MethodType.Unary, OperatorService.Descriptor.FullName, method, bytes, bytes), null, default, request.ToByteArray());
        await call;
    }

    private async Task IsNotFoundAsync(string id)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await service.Operators.GetVerdictAsync(new GetVerdictRequest { VerdictId = id }));
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }
}
