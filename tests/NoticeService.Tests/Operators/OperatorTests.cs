using Grpc.Core;
using NoticeService.Pipeline.Admission;
using NoticeService.Protocol.V1;

namespace NoticeService.Tests.Operators;

/// <summary>What operators may ask and order.</summary>
public sealed class OperatorTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Suspend_ThenResume_IsInForceOnTheBoard()
    {
        var board = service.Get<SuspensionBoard>();
        var scope = new SuspensionScope { Isp = "alpha" };
        var suspended = await service.Operators.SuspendAsync(new SuspendRequest { Scope = scope, Reason = "a letter came", Operator = "counsel" });
        await board.RoundAsync(CancellationToken.None);
        Assert.True(board.Suspends("alpha", "everybody"));
        Assert.False(board.Suspends("beta", "everybody"));

        var resumed = await service.Operators.ResumeAsync(new ResumeRequest { Scope = scope, Reason = "settled", Operator = "counsel" });
        await board.RoundAsync(CancellationToken.None);
        Assert.False(board.Suspends("alpha", "everybody"));
        Assert.True(resumed.Epoch > suspended.Epoch);
    }

    [Fact]
    public async Task Suspend_WithoutReason_ScopeOrKnownIsp_NamesTheField()
    {
        await RefusesAsync("reason:", new SuspendRequest { Scope = new SuspensionScope { All = true }, Operator = "o" });
        await RefusesAsync("operator:", new SuspendRequest { Scope = new SuspensionScope { All = true }, Reason = "r" });
        await RefusesAsync("scope:", new SuspendRequest { Reason = "r", Operator = "o" });
        await RefusesAsync("scope.isp:", new SuspendRequest { Scope = new SuspensionScope { Isp = "gamma" }, Reason = "r", Operator = "o" });
        await RefusesAsync("scope.cohort:", new SuspendRequest { Scope = new SuspensionScope { Cohort = "nobody" }, Reason = "r", Operator = "o" });
    }

    [Fact]
    public async Task ListCohorts_TellsTheConfiguredOneAndItsFill()
    {
        var cohort = Assert.Single((await service.Operators.ListCohortsAsync(new ListCohortsRequest())).Cohorts);
        Assert.Equal(("everybody", 100.0, 0L, 1000L), (cohort.Name, cohort.Percentage, cohort.Enrolled, cohort.HardCap));
    }

    [Theory]
    [InlineData(-1, "", "page_size:")]
    [InlineData(0, "x", "page_token:")]
    [InlineData(0, "99", "page_token:")]
    public async Task ListVerdicts_BadPage_NamesTheField(int size, string token, string field)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await service.Operators.ListVerdictsAsync(new ListVerdictsRequest { PageSize = size, PageToken = token }));
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.StartsWith(field, failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListNotices_OfAnEmptyLedger_IsEmpty() =>
        Assert.Empty((await service.Operators.ListNoticesAsync(new ListNoticesRequest())).Notices);

    [Fact]
    public async Task GetEvidence_IsNotThereYet_AndSaysSo()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await service.Operators.GetEvidenceAsync(new GetEvidenceRequest { NoticeId = "x" }));
        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    private async Task RefusesAsync(string field, SuspendRequest request)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await service.Operators.SuspendAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.StartsWith(field, failure.Status.Detail, StringComparison.Ordinal);
    }
}
