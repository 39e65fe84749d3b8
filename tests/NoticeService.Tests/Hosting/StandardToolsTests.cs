using System.Net;
using Grpc.Core;
using Grpc.Health.V1;

namespace NoticeService.Tests.Hosting;

/// <summary>What stock tools find on the two ports.</summary>
public sealed class StandardToolsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Console_HasThePageTheProbesAndTheMetrics()
    {
        using var http = new HttpClient { BaseAddress = service.Console };
        Assert.Contains("<html", await http.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/healthz/live", UriKind.Relative))).StatusCode);
        Assert.Contains("notice_sessions_active", await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri("/nowhere", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Health_OfAnUnknownService_IsNotFound()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Health.HealthClient(service.Channel).CheckAsync(new HealthCheckRequest { Service = "nobody" }));
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task Health_OfThePlayerService_BecomesServing()
    {
        using var call = new Health.HealthClient(service.Channel).Watch(new HealthCheckRequest { Service = "notice.v1.PlayerService" });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        do
        {
            Assert.True(await call.ResponseStream.MoveNext(limit.Token));
        }
        while (call.ResponseStream.Current.Status != HealthCheckResponse.Types.ServingStatus.Serving);
    }
}
