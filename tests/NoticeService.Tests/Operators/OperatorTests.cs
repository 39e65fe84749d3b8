using Grpc.Core;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Ports;
using NoticeService.Protocol.V1;
using NoticeService.TestKit.Contracts;

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
    public async Task Orders_StandInTheAuditLog_WithWhoWhenAndWhy()
    {
        var scope = new SuspensionScope { Cohort = "everybody" };
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await service.Operators.SuspendAsync(new SuspendRequest { Scope = scope, Reason = "too many calls", Operator = "night desk" });
        await service.Operators.ResumeAsync(new ResumeRequest { Scope = scope, Reason = "calls ended", Operator = "day desk" });
        var entries = (await service.Operators.ListAuditEntriesAsync(new ListAuditEntriesRequest())).Entries.Where(e => e.TimeMs >= before && e.Operator.EndsWith("desk", StringComparison.Ordinal));
        Assert.Equal(
            [("day desk", "resume", "cohort:everybody: calls ended", "OK"), ("night desk", "suspend", "cohort:everybody: too many calls", "OK")],
            entries.Select(e => (e.Operator, e.Action, e.Detail, e.Outcome)).OrderBy(e => e.Action, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Resume_OfAnIspThatTheConfigurationNoLongerHas_LiftsIt_AndAnUnknownOneIsRefused()
    {
        var store = service.Get<IAdmissionStore>();
        await store.SuspendAsync(Orders.Suspend("isp:sold", "a letter came", "counsel", 1), CancellationToken.None);
        var request = new ResumeRequest { Scope = new SuspensionScope { Isp = "sold" }, Reason = "sold", Operator = "counsel" };
        await service.Operators.ResumeAsync(request);
        Assert.DoesNotContain((await store.ListSuspensionsAsync(CancellationToken.None)).Suspensions, s => s.Scope == "isp:sold");

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await service.Operators.ResumeAsync(request));
        Assert.StartsWith("scope.isp:", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListCohorts_TellsTheConfiguredOneAndItsFill()
    {
        var cohort = Assert.Single((await service.Operators.ListCohortsAsync(new ListCohortsRequest())).Cohorts);
        Assert.Equal(("everybody", 100.0, 0L, 1000L), (cohort.Name, cohort.Percentage, cohort.Enrolled, cohort.HardCap));
    }

    [Fact]
    public async Task ListNotices_OfAnEmptyLedger_IsEmpty() =>
        Assert.Empty((await service.Operators.ListNoticesAsync(new ListNoticesRequest())).Notices);

    private async Task RefusesAsync(string field, SuspendRequest request)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await service.Operators.SuspendAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.StartsWith(field, failure.Status.Detail, StringComparison.Ordinal);
    }
}
