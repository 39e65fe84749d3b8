using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using NoticeService.Protocol.V1;
using NoticeService.Tests.Hosting;

namespace NoticeService.EndToEnd.Tests.Access;

/// <summary>Who may call a service that others can reach.</summary>
public sealed class KeyedServiceTests(KeyedService service) : IClassFixture<KeyedService>
{
    private static readonly SuspendRequest Suspend = new() { Scope = new SuspensionScope { All = true }, Reason = "a letter came" };

    [Fact]
    public async Task WithoutToken_NobodyPlaysOrOperates()
    {
        using var watch = service.Players.Watch();
        await IsAsync(StatusCode.Unauthenticated, () => watch.ResponseStream.MoveNext(CancellationToken.None));
        await IsAsync(StatusCode.Unauthenticated, async () => await service.Players.ReportAsync(Report("no-token")));
        await IsAsync(StatusCode.Unauthenticated, async () => await service.Operators.ListVerdictsAsync(new ListVerdictsRequest()));
        await IsAsync(StatusCode.Unauthenticated, async () => await service.Operators.SuspendAsync(Suspend));
    }

    [Fact]
    public async Task WithoutToken_HealthAndProbesAnswer()
    {
        var health = await new Health.HealthClient(service.Channel).CheckAsync(new HealthCheckRequest());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(service.Console, "/healthz/live"))).StatusCode);
        Assert.Contains("notice_sessions_active", await http.GetStringAsync(new Uri(service.Console, "/metrics")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithAToken_APlayerPlays_AsHimselfOnly()
    {
        var token = await service.TokenAsync("player", "user-1");
        using var watch = service.Players.Watch(token);
        await watch.RequestStream.WriteAsync(new WatchRequest { Start = Start("stream", "user-1") });
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(WatchResponse.KindOneofCase.Accepted, watch.ResponseStream.Current.KindCase);
        await watch.RequestStream.CompleteAsync();
        Assert.False(await watch.ResponseStream.MoveNext(CancellationToken.None));

        Assert.NotNull((await service.Players.ReportAsync(Report("report"), token)).Accepted);
        await IsAsync(StatusCode.PermissionDenied, async () => await service.Players.ReportAsync(Report("report-2", "user-2"), token));
        await IsAsync(StatusCode.Unauthenticated, async () => await service.Operators.ListVerdictsAsync(new ListVerdictsRequest(), token));
    }

    [Fact]
    public async Task WithAToken_AnOperatorDecides_AndAViewerOnlyReads()
    {
        var viewer = await service.TokenAsync("operator", "eve", "viewer");
        Assert.Empty((await service.Operators.ListNoticesAsync(new ListNoticesRequest(), viewer)).Notices);
        await IsAsync(StatusCode.PermissionDenied, async () => await service.Operators.SuspendAsync(Suspend, viewer));

        var decider = await service.TokenAsync("operator", "ann", "operator");
        var suspended = await service.Operators.SuspendAsync(Suspend, decider);
        var resumed = await service.Operators.ResumeAsync(new ResumeRequest { Scope = Suspend.Scope, Reason = "settled" }, decider);
        Assert.True(resumed.Epoch > suspended.Epoch);
    }

    [Fact]
    public async Task FromAnotherAddressOfThisMachine_ItIsReached_AndBelievesNoForwardedAddress()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(n => n.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a));
        Assert.SkipWhen(address is null, "This machine has only its loopback.");
        using var channel = GrpcChannel.ForAddress(new UriBuilder("http", address!.ToString(), new Uri("http://" + service.Channel.Target).Port).Uri);
        var afar = new PlayerService.PlayerServiceClient(channel);
        await IsAsync(StatusCode.Unauthenticated, async () => await afar.ReportAsync(Report("afar")));

        // Only loopback is a proxy here: what anybody else says of his address is not believed.
        var comcast = await service.TokenAsync("player", "user-1");
        comcast.Add("x-forwarded-for", "73.1.2.3");
        Assert.Equal("comcast", (await service.Players.ReportAsync(Report("behind"), comcast)).Accepted.Isp);
        Assert.Equal("", (await afar.ReportAsync(Report("liar"), comcast)).Accepted.Isp);
    }

    [Fact]
    public async Task Rotation_WhileItRuns_TakesTheNewKey_AndABrokenFileChangesNothing()
    {
        const string Applied = "Access:PlayerKeys: ";
        await service.MakeKeyAsync("next", "players.jwks");
        var next = await service.TokenAsync("next", "user-9");
        await service.SaysAsync($"{Applied}{service.PathOf("players.jwks")} is in force; keys: 2.", 1);
        Assert.NotNull((await service.Players.ReportAsync(Report("rotated", "user-9"), next)).Accepted);

        var good = await File.ReadAllTextAsync(service.PathOf("players.jwks"));
        await File.WriteAllTextAsync(service.PathOf("players.jwks"), """{"keys":[]}""");
        await service.SaysAsync($"{Applied}the changed keys", 1);
        Assert.NotNull((await service.Players.ReportAsync(Report("rotated", "user-9"), next)).Accepted);

        await File.WriteAllTextAsync(service.PathOf("players.jwks"), good);
        await service.SaysAsync($"{Applied}{service.PathOf("players.jwks")} is in force; keys: 2.", 2);
        await IsAsync(StatusCode.Unauthenticated, async () => await service.Players.ReportAsync(Report("stranger"), await service.TokenAsync("operator", "user-1")));
    }

    [Theory]
    [InlineData("--grpc")]
    [InlineData("--console")]
    public async Task WithoutKeys_AnAddressThatOthersReach_IsRefused(string option)
    {
        using var open = new ServiceProcess([option, "0.0.0.0:0", "--data", service.PathOf("unused")]);
        Assert.Equal(1, await open.ExitAsync());
        Assert.Contains("no keys are configured to tell callers apart", open.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(service.PathOf("unused")));
    }

    private static SessionStart Start(string session, string user) =>
        new() { SessionId = session, UserId = user, Player = "test 1.0", Language = "en", CanShowNotices = true };

    private static ReportRequest Report(string session, string user = "user-1") => new() { Start = Start(session, user), Ended = true };

    private static async Task IsAsync(StatusCode expected, Func<Task> call) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
}
