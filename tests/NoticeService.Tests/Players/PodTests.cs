using Grpc.Core;
using NoticeService.Protocol.V1;

namespace NoticeService.Tests.Players;

/// <summary>A pod that is full, and one that goes away.</summary>
public sealed class PodTests
{
    [Fact]
    public async Task Start_OneMoreThanThePodHolds_IsToldWhenToTryAgain()
    {
        await using var service = new RunningService().Set("Sessions:MaxSessions", "1");
        await service.InitializeAsync();
        using var first = await service.PlayAsync("only");
        using var second = service.Players.Watch();
        var failure = await RunningService.FailureOf(second, RunningService.Start("one-too-many"));
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.True(int.Parse(failure.Trailers.GetValue("retry-after-ms")!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        await RunningService.FinishAsync(first);
    }

    [Fact]
    public async Task Stop_PlayersAreToldToReconnect_AndTheStreamEndsWell()
    {
        await using var service = new RunningService();
        await service.InitializeAsync();
        using var call = await service.PlayAsync("drained");
        var stopping = service.StopAsync();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(WatchResponse.KindOneofCase.Reconnect, call.ResponseStream.Current.KindCase);
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        await stopping;
    }
}
