using Grpc.AspNetCore.HealthChecks;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NoticeService.Grpc.Tests.Probe;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using HealthClient = Grpc.Health.V1.Health.HealthClient;

namespace NoticeService.Grpc.Tests.Health;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly ProbeServer server = new();

    private HealthClient Client => new(server.Channel);

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(HealthStatus.Healthy, ServingStatus.Serving)]
    [InlineData(HealthStatus.Degraded, ServingStatus.Serving)]
    [InlineData(HealthStatus.Unhealthy, ServingStatus.NotServing)]
    public async Task Check_StatusOfTheChecks_IsMapped(HealthStatus says, ServingStatus expected)
    {
        await server.Health.SetAsync(says);
        Assert.Equal(expected, (await Client.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal(expected, (await Client.CheckAsync(new HealthCheckRequest { Service = "probe" })).Status);
    }

    [Fact]
    public async Task Check_ServiceOfOtherChecks_IsNotTouched()
    {
        await server.Health.SetAsync(HealthStatus.Unhealthy);
        Assert.Equal(ServingStatus.Serving, (await Client.CheckAsync(new HealthCheckRequest { Service = "liveness" })).Status);
    }

    [Fact]
    public async Task Check_UnknownService_NotFound()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.CheckAsync(new HealthCheckRequest { Service = "none" }));
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task List_TellsEveryMappedService()
    {
        await server.Health.SetAsync(HealthStatus.Unhealthy);
        var statuses = (await Client.ListAsync(new HealthListRequest())).Statuses;
        Assert.Equal(3, statuses.Count);
        Assert.Equal(ServingStatus.NotServing, statuses[""].Status);
        Assert.Equal(ServingStatus.NotServing, statuses["probe"].Status);
        Assert.Equal(ServingStatus.Serving, statuses["liveness"].Status);
    }

    [Fact]
    public async Task Watch_BeforeAnythingIsPublished_TellsTheStatusNow()
    {
        using var watch = Client.Watch(new HealthCheckRequest());
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
    }

    [Fact]
    public async Task Watch_Changes_AreToldOnceEach()
    {
        using var watch = Client.Watch(new HealthCheckRequest { Service = "probe" });
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        await server.Health.SetAsync(HealthStatus.Degraded);
        await server.Health.SetAsync(HealthStatus.Unhealthy);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        await server.Health.SetAsync(HealthStatus.Unhealthy);
        await server.Health.SetAsync(HealthStatus.Healthy);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
    }

    [Fact]
    public async Task Watch_UnknownService_ServiceUnknownAndOpen()
    {
        using var cancellation = new CancellationTokenSource();
        using var watch = Client.Watch(new HealthCheckRequest { Service = "none" }, cancellationToken: cancellation.Token);
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
        var next = watch.ResponseStream.MoveNext(CancellationToken.None);
        await server.Health.SetAsync(HealthStatus.Unhealthy);
        Assert.Equal(ServingStatus.NotServing, (await Client.CheckAsync(new HealthCheckRequest())).Status);
        Assert.False(next.IsCompleted);
        await cancellation.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
    }

    [Fact]
    public async Task Watch_ServerStops_NotServingAndEnd()
    {
        using var watch = Client.Watch(new HealthCheckRequest());
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        var stopping = server.StopAsync();
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        Assert.False(await watch.ResponseStream.MoveNext(CancellationToken.None));
        await stopping;
    }

    [Fact]
    public async Task Check_Cached_TellsThePublishedStatusNotTheStatusNow()
    {
        await using var cached = new CachedServer();
        await cached.InitializeAsync();
        var client = new HealthClient(cached.Channel);
        Assert.Equal(ServingStatus.Serving, (await client.CheckAsync(new HealthCheckRequest { Service = "counted" })).Status);
        Assert.Equal(ServingStatus.Serving, (await client.CheckAsync(new HealthCheckRequest { Service = "counted" })).Status);
        Assert.Equal(ServingStatus.Serving, (await client.ListAsync(new HealthListRequest())).Statuses["counted"].Status);
        Assert.Equal(1, cached.Runs);
        await cached.Health.SetAsync(HealthStatus.Unhealthy);
        Assert.Equal(2, cached.Runs);
        Assert.Equal(ServingStatus.NotServing, (await client.CheckAsync(new HealthCheckRequest { Service = "probe" })).Status);
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        return watch.ResponseStream.Current.Status;
    }

    private sealed class CachedServer : ProbeServer
    {
        private int runs;

        public int Runs => Volatile.Read(ref runs);

        protected override void Configure(IServiceCollection services)
        {
            services.Configure<GrpcHealthChecksOptions>(options =>
            {
                options.UseHealthChecksCache = true;
                options.Services.Map("counted", check => check.Name == "counted");
            });
            // The host's own publisher must not run within the test.
            services.Configure<HealthCheckPublisherOptions>(options => options.Delay = TimeSpan.FromHours(1));
            services.AddHealthChecks().AddCheck("counted", () =>
            {
                Interlocked.Increment(ref runs);
                return HealthCheckResult.Healthy();
            });
        }
    }
}
