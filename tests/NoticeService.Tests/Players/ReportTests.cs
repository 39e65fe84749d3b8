using Grpc.Core;
using NoticeService.Pipeline.Sessions;
using NoticeService.Protocol.V1;

namespace NoticeService.Tests.Players;

/// <summary>Players that cannot hold a stream.</summary>
public sealed class ReportTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    [Fact]
    public async Task Report_TwoOfOneSession_AreOneSession_UntilItEnds()
    {
        var active = service.Sessions.Active;
        var request = Request("two-reports", RunningService.Good(Now), RunningService.Good(Now + 1, kbps: -1));
        var first = await service.Players.ReportAsync(request, RunningService.From(RunningService.BetaAddress));
        Assert.Equal("beta", first.Accepted.Isp);
        Assert.Equal(1, first.DroppedSamples);
        Assert.Null(first.Notice);
        Assert.Equal(active + 1, service.Sessions.Active);

        var last = Request("two-reports", RunningService.Good(Now + 2));
        last.Ended = true;
        Assert.Equal(0, (await service.Players.ReportAsync(last, RunningService.From(RunningService.BetaAddress))).DroppedSamples);
        Assert.Equal(active, service.Sessions.Active);
    }

    [Fact]
    public async Task Report_AnotherReleaseOfThePlayer_BeginsTheSessionAnew()
    {
        var active = service.Sessions.Active;
        var request = Request("updated", RunningService.Good(Now));
        await service.Players.ReportAsync(request);
        var before = service.Get<SessionDirectory>().Find("updated");

        request = Request("updated", RunningService.Good(Now + 1));
        await service.Players.ReportAsync(request);
        Assert.Same(before, service.Get<SessionDirectory>().Find("updated"));

        request = Request("updated", RunningService.Good(Now + 2));
        request.Start.Player += ".1";
        await service.Players.ReportAsync(request);
        Assert.NotSame(before, service.Get<SessionDirectory>().Find("updated"));
        Assert.Equal(active + 1, service.Sessions.Active);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task Report_Samples_AreAtMostAHundred(int count, bool accepted)
    {
        var request = Request($"report-{count}", [.. Enumerable.Range(0, count).Select(i => RunningService.Good(Now + i))]);
        request.Ended = true;
        if (accepted)
        {
            Assert.Equal(count - 20, (await service.Players.ReportAsync(request)).DroppedSamples);
            return;
        }

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await service.Players.ReportAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.StartsWith("samples:", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_WithoutStart_IsRefusedByName()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await service.Players.ReportAsync(new ReportRequest()));
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.StartsWith("start:", failure.Status.Detail, StringComparison.Ordinal);
    }

    private static ReportRequest Request(string session, params Sample[] samples)
    {
        var request = new ReportRequest { Start = RunningService.Start(session).Start };
        request.Samples.AddRange(samples);
        return request;
    }
}
