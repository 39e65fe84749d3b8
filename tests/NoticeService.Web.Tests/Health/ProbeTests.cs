using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NoticeService.Pipeline.Now;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests.Health;

public sealed class ProbeTests
{
    [Fact]
    public async Task Ready_AllWell_Answers200WithEveryItem()
    {
        var (status, body) = await ProbeAsync(Scenes.Calm, "/healthz/ready");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("healthy", body.GetProperty("status").GetString());
        Assert.Equal(["store", "leader", "configuration", "networks"], body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Ready_StoreDown_Answers503WithTheReason()
    {
        var (status, body) = await ProbeAsync(Scenes.StoreUnhealthy, "/healthz/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("unhealthy", body.GetProperty("status").GetString());
        var store = body.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "store");
        Assert.False(store.GetProperty("healthy").GetBoolean());
        Assert.StartsWith("Redis at 127.0.0.1:6380 has not answered", store.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Every pod has the same file and the same leader: taking all of them out of service would help nobody.</summary>
    [Theory]
    [InlineData("configuration")]
    [InlineData("leader")]
    public async Task Ready_AdvisoryItemUnhealthy_StaysInServiceAndSaysDegraded(string item)
    {
        Func<DateTimeOffset, NowSnapshot> scene = item == "leader" ? Scenes.NoLeader : Scenes.ConfigurationRejected;
        var (status, body) = await ProbeAsync(scene, "/healthz/ready");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("degraded", body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Live_StoreDown_KeepsThePodAlive()
    {
        var (status, body) = await ProbeAsync(Scenes.StoreUnhealthy, "/healthz/live");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("healthy", body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Live_LiveCheckFails_Answers503()
    {
        var (status, body) = await ProbeAsync(
            Scenes.Calm, "/healthz/live", services => services.AddHealthChecks().AddCheck("loops", () => HealthCheckResult.Unhealthy("A loop has stopped."), ["live"]));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("A loop has stopped.", Assert.Single(body.GetProperty("items").EnumerateArray()).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Ready_CheckThrows_DoesNotTellWhatItSaid()
    {
        var (status, body) = await ProbeAsync(
            Scenes.Calm, "/healthz/ready", services => services.AddHealthChecks().AddCheck("vault", () => throw new InvalidOperationException("key=hunter2"), ["ready"]));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.DoesNotContain("hunter2", body.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> ProbeAsync(
        Func<DateTimeOffset, NowSnapshot> scene, string address, Action<IServiceCollection>? services = null)
    {
        await using var host = await ConsoleHost.StartAsync(scene(Evening.Start), services: services);
        using var answer = await host.Http.GetAsync(address, TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
    }
}
