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

    /// <summary>
    /// A pod needs the store to begin with. Once it has begun, an outage of the store is everybody's: it is told, and the
    /// players' streams stay.
    /// </summary>
    [Fact]
    public async Task Ready_StoreLostAfterThePodWasReady_StaysInServiceAndSaysDegraded()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.StoreUnhealthy(Evening.Start));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), await ReadyAsync(host));
        // Asking does not make it ready, however often.
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), await ReadyAsync(host));

        await host.ShowAsync(Scenes.Calm(Evening.Start));
        Assert.Equal((HttpStatusCode.OK, "healthy"), await ReadyAsync(host));

        await host.ShowAsync(Scenes.StoreUnhealthy(Evening.Start));
        Assert.Equal((HttpStatusCode.OK, "degraded"), await ReadyAsync(host));
        await host.ShowAsync(Scenes.Calm(Evening.Start));
        Assert.Equal((HttpStatusCode.OK, "healthy"), await ReadyAsync(host));
    }

    [Fact]
    public async Task Ready_DegradedIsReadyEnoughToBegin()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.ConfigurationRejected(Evening.Start));
        Assert.Equal((HttpStatusCode.OK, "degraded"), await ReadyAsync(host));
        await host.ShowAsync(Scenes.StoreUnhealthy(Evening.Start));
        Assert.Equal((HttpStatusCode.OK, "degraded"), await ReadyAsync(host));
    }

    [Fact]
    public async Task Ready_WhatIsThePodsOwnFailsLater_Answers503()
    {
        var calm = Scenes.Calm(Evening.Start);
        await using var host = await ConsoleHost.StartAsync(calm);
        Assert.Equal((HttpStatusCode.OK, "healthy"), await ReadyAsync(host));
        await host.ShowAsync(calm with { Health = [.. calm.Health.Select(item => item.Name == "networks" ? item with { Healthy = false } : item)] });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), await ReadyAsync(host));
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

    private static async Task<(HttpStatusCode Code, string? Status)> ReadyAsync(ConsoleHost host)
    {
        var (code, body) = await ProbeAsync(host, "/healthz/ready");
        return (code, body.GetProperty("status").GetString());
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> ProbeAsync(
        Func<DateTimeOffset, NowSnapshot> scene, string address, Action<IServiceCollection>? services = null)
    {
        await using var host = await ConsoleHost.StartAsync(scene(Evening.Start), services: services);
        return await ProbeAsync(host, address);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> ProbeAsync(ConsoleHost host, string address)
    {
        using var answer = await host.Http.GetAsync(address, TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
    }
}
