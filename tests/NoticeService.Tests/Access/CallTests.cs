using Grpc.Core;
using NoticeService.Access;
using NoticeService.Pipeline.Ports;
using NoticeService.Protocol.V1;
using NoticeService.TestKit.Contracts;

namespace NoticeService.Tests.Access;

/// <summary>Calls to a service with keys.</summary>
public sealed class CallTests : IAsyncLifetime
{
    private readonly KeyFolder folder = new();
    private readonly SigningKey playerKey = SigningKey.Create();
    private readonly SigningKey operatorKey = SigningKey.Create();
    private readonly RunningService service = new();

    public async ValueTask InitializeAsync()
    {
        service.Set("Access:PlayerKeys", folder.Write("players.jwks", playerKey));
        service.Set("Access:OperatorKeys", folder.Write("operators.jwks", operatorKey));
        service.Set("Access:Audience", "notice");
        await service.InitializeAsync();
    }

    [Fact]
    public async Task EveryCall_WithoutToken_IsUnauthenticated()
    {
        var methods = PlayerService.Descriptor.Methods.Concat(OperatorService.Descriptor.Methods).ToList();
        var answers = new Dictionary<string, StatusCode>();
        foreach (var method in methods)
        {
            answers[method.Name] = await AnswerAsync(method.Service.FullName, method.Name);
        }

        Assert.All(answers, a => Assert.Equal((a.Key, StatusCode.Unauthenticated), (a.Key, a.Value)));
        Assert.Equal(methods.Count, answers.Count);
    }

    [Theory]
    [InlineData("viewer", false)]
    [InlineData("operator", false)]
    [InlineData("legal", true)]
    [InlineData("viewer legal", true)]
    public async Task ListNotices_TellsRecipientsToLegalOnly(string roles, bool told)
    {
        var recorded = Notices.Record(7, $"of-{roles}");
        await service.Get<IAdmissionStore>().DecideAsync(Notices.Request(recorded), CancellationToken.None);
        var notices = (await service.Operators.ListNoticesAsync(new ListNoticesRequest(), Bearer(operatorKey.Sign("ann", roles.Split(' '), Now, Hour, audience: "notice")))).Notices;
        var notice = Assert.Single(notices, n => n.NoticeId == recorded.NoticeId);
        Assert.Equal((told ? recorded.Household.ToString() : "", told ? recorded.SessionId : ""), (notice.User, notice.SessionId));

        // The rest is for every reader.
        Assert.Equal((recorded.Isp, recorded.Path, recorded.Cohort, recorded.Text, recorded.VerdictId), (notice.Isp, notice.Path, notice.Cohort, notice.Text, notice.VerdictId));
        Assert.DoesNotContain(recorded.Household.ToString(), told ? "" : notice.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("operator", "home")]
    [InlineData("legal", "home.session 8")]
    public async Task ListNotices_OfAdviceAboutAHome_TellsTheSessionToLegalOnly(string role, string verdictId)
    {
        var recorded = Notices.Record(8, $"home-of-{role}") with { VerdictId = "home.session 8", Culprit = Domain.Verdicts.Culprit.Home };
        await service.Get<IAdmissionStore>().DecideAsync(Notices.Request(recorded), CancellationToken.None);
        var notices = (await service.Operators.ListNoticesAsync(new ListNoticesRequest(), Bearer(operatorKey.Sign("ann", [role], Now, Hour, audience: "notice")))).Notices;
        Assert.Equal(verdictId, Assert.Single(notices, n => n.NoticeId == recorded.NoticeId).VerdictId);
    }

    [Fact]
    public async Task Watch_WithoutToken_EndsBeforeAnythingIsSent()
    {
        using var call = service.Players.Watch();
        Assert.Equal(StatusCode.Unauthenticated, (await RunningService.FailureOf(call)).StatusCode);
    }

    [Fact]
    public async Task Report_ForOneself_ByNameOrByToken_IsAccepted()
    {
        foreach (var user in new[] { "user-1", "" })
        {
            var request = new ReportRequest { Start = RunningService.Start($"by-{user}", user).Start, Ended = true };
            Assert.Equal("alpha", (await service.Players.ReportAsync(request, Player("user-1"))).Accepted.Isp);
        }
    }

    [Fact]
    public async Task Report_ForAnotherUser_IsDenied_AndLeavesNoSession()
    {
        var active = service.Sessions.Active;
        var request = new ReportRequest { Start = RunningService.Start("foreign", "user-2").Start };
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await service.Players.ReportAsync(request, Player("user-1")));
        Assert.Equal(StatusCode.PermissionDenied, failure.StatusCode);
        Assert.StartsWith("start.user_id:", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(active, service.Sessions.Active);
    }

    [Fact]
    public async Task Watch_ForAnotherUser_IsDenied()
    {
        using var call = service.Players.Watch(Player("user-1"));
        Assert.Equal(StatusCode.PermissionDenied, (await RunningService.FailureOf(call, RunningService.Start("foreign-stream", "user-2"))).StatusCode);
    }

    [Fact]
    public async Task Report_WithAnOperatorsToken_IsUnauthenticated_AndTheOtherWayRound()
    {
        var request = new ReportRequest { Start = RunningService.Start("operator-plays", "ann").Start };
        await FailsAsync(StatusCode.Unauthenticated, () => service.Players.ReportAsync(request, Operator("operator", "ann")));
        var posing = Bearer(playerKey.Sign("user-1", ["operator"], Now, Hour, audience: "notice"));
        await FailsAsync(StatusCode.Unauthenticated, () => service.Operators.ListVerdictsAsync(new ListVerdictsRequest(), posing));
    }

    [Theory]
    [InlineData("operator", false)]
    [InlineData("legal", true)]
    public async Task ListNotices_OfOnePerson_IsForLegalOnly(string role, bool allowed)
    {
        foreach (var request in new[] { new ListNoticesRequest { UserId = "somebody" }, new ListNoticesRequest { User = new string('0', 32) } })
        {
            var call = async () => await service.Operators.ListNoticesAsync(request, Operator(role));
            if (allowed)
            {
                Assert.Empty((await call()).Notices);
            }
            else
            {
                Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
            }
        }
    }

    [Fact]
    public async Task Refusal_RepeatsNothingOfTheToken()
    {
        var token = operatorKey.Sign("secret-subject", ["operator"], Now, Hour, audience: "elsewhere");
        var failure = await FailsAsync(StatusCode.Unauthenticated, () => service.Operators.ListVerdictsAsync(new ListVerdictsRequest(), Bearer(token)));
        Assert.Equal("An operator's token is needed: this one is meant for another service.", failure.Status.Detail);
        Assert.All(failure.Trailers, t => Assert.DoesNotContain(token, t.Value, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        folder.Dispose();
    }

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" }, { "x-forwarded-for", RunningService.AlphaAddress } };

    private Metadata Player(string user) => Bearer(playerKey.Sign(user, [], Now, Hour, audience: "notice"));

    private Metadata Operator(string role, string name = "ann") => Bearer(operatorKey.Sign(name, [role], Now, Hour, audience: "notice"));

    private async Task<StatusCode> AnswerAsync(string serviceName, string name)
    {
        var bytes = Marshallers.Create(static (byte[] b) => b, static b => b);
        var method = new Method<byte[], byte[]>(MethodType.ServerStreaming, serviceName, name, bytes, bytes);
        using var call = service.Channel.CreateCallInvoker().AsyncServerStreamingCall(method, null, default(CallOptions), []);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(CancellationToken.None));
        return failure.StatusCode;
    }

    private static async Task<RpcException> FailsAsync<T>(StatusCode expected, Func<AsyncUnaryCall<T>> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.Equal(expected, failure.StatusCode);
        return failure;
    }
}
