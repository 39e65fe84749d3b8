using Grpc.Core;
using NoticeService.Protocol.V1;

namespace NoticeService.Tests.Players;

/// <summary>One caller cannot fill the pod, nor hold up its end.</summary>
public sealed class AbuseTests
{
    [Fact]
    public async Task Household_WithAsManySessionsAsItMayHave_GetsNoMore_AndOthersDo()
    {
        await using var service = new RunningService().Set("Sessions:MaxSessionsPerHousehold", "2");
        await service.InitializeAsync();
        using var first = await service.PlayAsync("s1");
        using var second = await service.PlayAsync("s2");
        using var third = service.Players.Watch(RunningService.From(RunningService.AlphaAddress));
        var failure = await RunningService.FailureOf(third, RunningService.Start("s3"));
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.StartsWith("start.user_id:", failure.Status.Detail, StringComparison.Ordinal);

        using var other = await service.PlayAsync("s4", user: "user-2");
        await RunningService.FinishAsync(first);
        using var again = await service.PlayAsync("s3");
        Assert.Equal(3, service.Sessions.Active);
    }

    [Fact]
    public async Task Stream_ThatNeverSaysWhoItIs_IsEnded()
    {
        await using var service = new RunningService().Set("Sessions:StartWithin", "00:00:00.2");
        await service.InitializeAsync();
        using var call = service.Players.Watch();
        Assert.Equal(StatusCode.FailedPrecondition, (await RunningService.FailureOf(call)).StatusCode);
    }

    [Fact]
    public async Task Streams_ThatHaveNotSaidWhoTheyAre_AreBounded()
    {
        await using var service = new RunningService().Set("Sessions:MaxUnstartedStreams", "3");
        await service.InitializeAsync();
        var calls = Enumerable.Range(0, 4).Select(_ => service.Players.Watch()).ToArray();
        var first = await await Task.WhenAny(calls.Select(call => RunningService.FailureOf(call)));
        Assert.Equal(StatusCode.ResourceExhausted, first.StatusCode);
        Array.ForEach(calls, call => call.Dispose());
    }

    [Fact]
    public async Task Stop_WithStreamsAtRest_TellsEachThatTheServerGoesAway()
    {
        await using var service = new RunningService();
        await service.InitializeAsync();
        using var verdicts = service.Operators.StreamVerdicts(new StreamVerdictsRequest());
        using var unstarted = service.Players.Watch();
        using var playing = await service.PlayAsync("s1");
        var ends = new[]
        {
            Assert.ThrowsAsync<RpcException>(async () => await verdicts.ResponseStream.MoveNext(CancellationToken.None)),
            RunningService.FailureOf(unstarted),
        };
        await service.StopAsync();
        Assert.All(await Task.WhenAll(ends), end => Assert.Equal(StatusCode.Unavailable, end.StatusCode));
        Assert.True(await playing.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(WatchResponse.KindOneofCase.Reconnect, playing.ResponseStream.Current.KindCase);
    }

    [Fact]
    public void Listener_OfTheEnvironment_IsRefusedByItsKey()
    {
        var mistake = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => NoticeService.Hosting.Service.Build(
            new Dictionary<string, string?> { ["Kestrel:Endpoints:Open:Url"] = "http://0.0.0.0:0" }));
        Assert.StartsWith("Kestrel:Endpoints:Open", Assert.Single(mistake.Failures), StringComparison.Ordinal);
    }
}
