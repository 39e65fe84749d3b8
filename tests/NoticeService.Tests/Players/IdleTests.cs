using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using NoticeService.Pipeline.Sessions;
using NoticeService.Protocol.V1;

namespace NoticeService.Tests.Players;

/// <summary>Players from which nothing comes.</summary>
public sealed class IdleTests(RunningService service) : IClassFixture<RunningService>
{
    // A player that is not noticed cannot be told from one that is not noticed yet.
    private const int Guard = 120_000;

    [Fact]
    public async Task Watch_NothingCameForTooLong_EndsWithAbortedAndIsCounted()
    {
        using var counted = new CounterReader(service);
        using var call = await service.PlayAsync("idle");
        var directory = service.Get<SessionDirectory>();
        directory.End(directory.Find("idle")!, SessionEnd.Idle);
        var failure = await RunningService.FailureOf(call);
        Assert.Equal(StatusCode.Aborted, failure.StatusCode);
        Assert.Equal("Nothing was received for 600 s: start the session again when there is something to report.", failure.Status.Detail);
        Assert.Equal(1, counted.Total("notice.sessions.ended", "reason", "idle"));
        using var again = await service.PlayAsync("idle");
        await RunningService.FinishAsync(again);
    }

    [Theory(Timeout = Guard)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watch_ReceiptOrEmptyMessage_IsASignOfLife(bool receipt)
    {
        var id = $"alive-{receipt}";
        using var call = await service.PlayAsync(id);
        var session = service.Get<SessionDirectory>().Find(id)!;
        var before = session.LastSeenMs;
        while (session.LastSeenMs == before)
        {
            await call.RequestStream.WriteAsync(receipt ? new WatchRequest { Receipt = new NoticeReceipt { NoticeId = "none" } } : new WatchRequest());
        }

        await RunningService.FinishAsync(call);
    }

    [Fact]
    public async Task WatchIdle_ShorterThanTwoReportIntervals_TheServiceDoesNotStart()
    {
        await using var wrong = new RunningService().Set("Sessions:WatchIdle", "00:00:19").Set("Sessions:ReportIntervalMs", "10000");
        var mistake = await Assert.ThrowsAsync<OptionsValidationException>(async () => await wrong.InitializeAsync());
        Assert.StartsWith("Sessions:WatchIdle", Assert.Single(mistake.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_ThatIsDead_IsFoundWithinAMinute()
    {
        var limits = service.Get<IOptions<KestrelServerOptions>>().Value.Limits.Http2;
        Assert.InRange(limits.KeepAlivePingDelay + limits.KeepAlivePingTimeout, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));
    }
}
