using NoticeService.Pipeline.Now;
using NoticeService.TestKit.Servers;

namespace NoticeService.Tests.Hosting;

/// <summary>A store that is not there.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task RedisGone_PlayersPlayOn_HealthSaysSo_AndItRecovers()
    {
        var key = Path.GetTempFileName();
        await File.WriteAllTextAsync(key, Convert.ToBase64String(new byte[32]));
        await using var redis = new RedisServerProcess();
        await using var service = new RunningService()
            .Set("Redis:Connection", $"127.0.0.1:{redis.Port}")
            .Set("Redis:HeartbeatInterval", "00:00:00.100")
            .Set("Redis:HeartbeatsMissed", "2")
            .Set("Redis:CallTimeout", "00:00:01")
            .Set("Redis:ConnectTimeout", "00:00:02")
            .Set("Households:KeyFile", key)
            .Set("Logging:LogLevel:Default", "Critical");

        // It is not there at the start.
        await service.InitializeAsync();
        using var counted = new CounterReader(service);
        await HealthAsync(service, healthy: false);
        await PlaysAsync(service, "before");

        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60)))
        {
            // Each round of the loop that fails counts again; there is no other sign of it.
            while (counted.Total("notice.loop.failures", "loop", "suspensions") == 0)
            {
                await Task.Delay(20, limit.Token);
            }
        }

        await redis.StartAsync();
        await HealthAsync(service, healthy: true);

        await redis.KillAsync();
        await HealthAsync(service, healthy: false);
        await PlaysAsync(service, "meanwhile");
        File.Delete(key);
    }

    private static async Task PlaysAsync(RunningService service, string session)
    {
        var accepted = service.Sessions.Accepted;
        using var call = await service.PlayAsync(session);
        await call.RequestStream.WriteAsync(new Protocol.V1.WatchRequest { Sample = RunningService.Good(1) });
        await RunningService.FinishAsync(call);
        Assert.Equal(accepted + 1, service.Sessions.Accepted);
    }

    private static async Task HealthAsync(RunningService service, bool healthy)
    {
        var source = service.Get<INowSource>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        NowSnapshot? seen = null;
        do
        {
            seen = await source.NextAsync(seen, limit.Token);
        }
        while (seen.Health.FirstOrDefault(h => h.Name == "redis") is not { } item || item.Healthy != healthy);
    }
}
