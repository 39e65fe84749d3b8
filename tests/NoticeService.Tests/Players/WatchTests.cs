using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using NoticeService.Protocol.V1;

namespace NoticeService.Tests.Players;

/// <summary>What a badly behaved player gets, and that nobody else loses anything by it.</summary>
public sealed class WatchTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Calls = "rpc.server.call.duration";
    private const string StatusTag = "rpc.response.status_code";

    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(RunningService.AlphaAddress, "alpha")]
    [InlineData(RunningService.BetaAddress, "beta")]
    [InlineData("2001:db8:a::5", "alpha")]
    [InlineData("192.0.2.1", "")]
    public async Task Start_IspIsThatOfTheClientsAddress(string address, string isp)
    {
        using var call = service.Players.Watch(RunningService.From(address));
        await call.RequestStream.WriteAsync(RunningService.Start($"isp-{address}"));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(isp, call.ResponseStream.Current.Accepted.Isp);
        Assert.Equal(10_000, call.ResponseStream.Current.Accepted.ReportIntervalMs);
        await RunningService.FinishAsync(call);
    }

    /// <summary>The header is read from its end, past our own proxies; what stands before the first other address, anybody may have written.</summary>
    [Theory]
    [InlineData($"{RunningService.AlphaAddress}, {RunningService.BetaAddress}", "beta")]
    [InlineData($"{RunningService.BetaAddress}, {RunningService.Proxy}, {RunningService.ProxyV6}", "beta")]
    [InlineData($"2001:db8:a::5, {RunningService.ProxyV6}", "alpha")]
    [InlineData($"[2001:db8:a::5]:4711, ::ffff:{RunningService.Proxy}", "alpha")]
    [InlineData($"{RunningService.AlphaAddress}, 192.0.2.77, {RunningService.Proxy}", "")]
    [InlineData($"{RunningService.AlphaAddress}, unknown", "")]
    public async Task Start_ForwardedByMany_IsFromTheAddressThatOurOutermostProxySaw(string forwarded, string isp)
    {
        using var call = service.Players.Watch(RunningService.From(forwarded));
        await call.RequestStream.WriteAsync(RunningService.Start($"forwarded-{Guid.NewGuid():N}"));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(isp, call.ResponseStream.Current.Accepted.Isp);
        await RunningService.FinishAsync(call);
    }

    [Fact]
    public async Task Sample_BeforeStart_FailsThePreconditionAndIsCounted()
    {
        using var counted = new CounterReader(service);
        var refused = counted.Total("notice.sessions.refused", "reason", "not_started");
        var other = await service.PlayAsync("before-start-other");
        using var call = service.Players.Watch();
        var failure = await RunningService.FailureOf(call, new WatchRequest { Sample = RunningService.Good(Now) });
        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Equal("The first message must be start, a SessionStart.", failure.Status.Detail);
        Assert.Equal(refused + 1, counted.Total("notice.sessions.refused", "reason", "not_started"));
        await StillPlaysAsync(other);
    }

    [Theory]
    [InlineData("", "u", "p", "en", "start.session_id")]
    [InlineData("s", "", "p", "en", "start.user_id")]
    [InlineData("s", "u", "p\n", "en", "start.player")]
    [InlineData("s", "u", "p", "en us", "start.language")]
    public async Task Start_BadField_IsNamed(string session, string user, string player, string language, string field)
    {
        using var call = service.Players.Watch();
        var failure = await RunningService.FailureOf(call, new WatchRequest { Start = new SessionStart { SessionId = session, UserId = user, Player = player, Language = language } });
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.StartsWith(field + ":", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public async Task Start_SessionIdLength_IsBounded(int length, bool accepted)
    {
        using var call = service.Players.Watch();
        var start = RunningService.Start(new string('s', length));
        if (accepted)
        {
            await call.RequestStream.WriteAsync(start);
            await RunningService.FinishAsync(call);
        }
        else
        {
            Assert.Equal(StatusCode.InvalidArgument, (await RunningService.FailureOf(call, start)).StatusCode);
        }
    }

    [Fact]
    public async Task Start_Twice_IsRefused()
    {
        using var call = await service.PlayAsync("twice");
        Assert.Equal(StatusCode.InvalidArgument, (await RunningService.FailureOf(call, RunningService.Start("twice"))).StatusCode);
    }

    [Fact]
    public async Task BadSamples_AreDroppedAndCountedByReason_AndTheStreamGoesOn()
    {
        var dropped = service.Sessions.Dropped;
        var accepted = service.Sessions.Accepted;
        using var call = await service.PlayAsync("bad-samples");
        Sample[] samples =
        [
            RunningService.Good(Now),
            RunningService.Good(Now + 1, kbps: -1),
            RunningService.Good(Now + 2, kbps: 10_000_001),
            Changed(Now + 3, s => s.BufferMs = -5),
            Changed(Now + 4, s => s.Server = "nowhere.example"),
            RunningService.Good(Now),
            RunningService.Good(Now - 1_000),

            // A clock that is a year ahead from here on only orders this session's own samples.
            RunningService.Good(Now + 31_536_000_000),
            RunningService.Good(Now + 31_536_010_000),
        ];
        foreach (var sample in samples)
        {
            await call.RequestStream.WriteAsync(new WatchRequest { Sample = sample });
        }

        await RunningService.FinishAsync(call);
        Assert.Equal(accepted + 3, service.Sessions.Accepted);
        foreach (var reason in new[] { "negative_throughput", "absurd_throughput", "field_out_of_range", "unknown_server", "duplicate", "late" })
        {
            Assert.Equal(dropped.GetValueOrDefault(reason) + 1, service.Sessions.Dropped.GetValueOrDefault(reason));
        }
    }

    [Fact]
    public async Task Samples_TooFast_AreDroppedBeyondTwentyAWindow()
    {
        var before = service.Sessions.Dropped.GetValueOrDefault("too_fast");
        using var call = await service.PlayAsync("too-fast");
        for (var i = 0; i < 60; i++)
        {
            await call.RequestStream.WriteAsync(new WatchRequest { Sample = RunningService.Good(Now + i) });
        }

        await RunningService.FinishAsync(call);

        // 60 in at most two windows: at least 20 are too many.
        Assert.InRange(service.Sessions.Dropped.GetValueOrDefault("too_fast") - before, 20, 40);
    }

    [Fact]
    public async Task SecondStream_OfTheSameSession_TakesOver()
    {
        using var counted = new CounterReader(service);
        var replaced = counted.Total("notice.sessions.ended", "reason", "replaced");
        using var older = await service.PlayAsync("taken-over");
        var newer = await service.PlayAsync("taken-over");
        var failure = await RunningService.FailureOf(older);
        Assert.Equal(StatusCode.AlreadyExists, failure.StatusCode);
        Assert.Equal("start.session_id: a newer stream of the same session took over.", failure.Status.Detail);
        Assert.Equal(replaced + 1, counted.Total("notice.sessions.ended", "reason", "replaced"));
        await StillPlaysAsync(newer);
    }

    [Fact]
    public async Task SecondStream_OfAnotherUser_IsRefusedAndTheFirstPlaysOn()
    {
        using var counted = new CounterReader(service);
        var taken = counted.Total("notice.sessions.refused", "reason", "id_taken");
        var first = await service.PlayAsync("guessed", "owner");
        using var thief = service.Players.Watch(RunningService.From(RunningService.AlphaAddress));
        Assert.Equal(StatusCode.AlreadyExists, (await RunningService.FailureOf(thief, RunningService.Start("guessed", "thief"))).StatusCode);
        Assert.Equal(taken + 1, counted.Total("notice.sessions.refused", "reason", "id_taken"));
        await StillPlaysAsync(first);
    }

    [Fact]
    public async Task OversizedMessage_EndsItsOwnStreamOnly()
    {
        using var counted = new CounterReader(service);
        var other = await service.PlayAsync("oversized-other");
        using var call = service.Players.Watch();
        try
        {
            await call.RequestStream.WriteAsync(new WatchRequest { Start = new SessionStart { SessionId = "big", UserId = new string('u', 70_000) } });
        }
        catch (RpcException)
        {
            // The refusal may overtake the rest of the message; the response says what it was.
        }

        var failure = await RunningService.FailureOf(call);
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Contains("maximum", failure.Status.Detail, StringComparison.Ordinal);
        await StillPlaysAsync(other);
        Assert.Equal(1, counted.Total(Calls, StatusTag, "RESOURCE_EXHAUSTED"));
    }

    // INTERNAL is what gRPC's own list of status codes has for a message that cannot be parsed.
    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 3, 0xff, 0xff, 0xff }, "The message could not be deserialized.")]
    [InlineData(new byte[] { 7, 0, 0, 0, 1, 0 }, "Unexpected compressed flag value in message header.")]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, "Incomplete message.")]
    public async Task MalformedFrame_EndsItsOwnStreamOnly(byte[] frame, string words)
    {
        using var counted = new CounterReader(service);
        var other = await service.PlayAsync("malformed-other");
        using var http = new HttpClient();
        using var content = new ByteArrayContent(frame);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service.Grpc, "/notice.v1.PlayerService/Watch")) { Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var response = await http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        var status = response.TrailingHeaders.TryGetValues("grpc-status", out var trailer) ? trailer.Single() : response.Headers.GetValues("grpc-status").Single();
        var detail = response.TrailingHeaders.TryGetValues("grpc-message", out var said) ? said.Single() : response.Headers.GetValues("grpc-message").Single();
        Assert.Equal(((int)StatusCode.Internal).ToString(CultureInfo.InvariantCulture), status);
        Assert.Equal(words, Uri.UnescapeDataString(detail));
        await StillPlaysAsync(other);
        Assert.Equal(1, counted.Total(Calls, StatusTag, "INTERNAL"));
    }

    private static Sample Changed(long timeMs, Action<Sample> change)
    {
        var sample = RunningService.Good(timeMs);
        change(sample);
        return sample;
    }

    private async Task StillPlaysAsync(AsyncDuplexStreamingCall<WatchRequest, WatchResponse> call)
    {
        var accepted = service.Sessions.Accepted;
        await call.RequestStream.WriteAsync(new WatchRequest { Sample = RunningService.Good(Now) });
        await RunningService.FinishAsync(call);
        Assert.Equal(accepted + 1, service.Sessions.Accepted);
        call.Dispose();
    }
}
