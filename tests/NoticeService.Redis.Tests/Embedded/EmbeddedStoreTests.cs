using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Domain.Cells;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using NoticeService.Redis.Embedded;
using NoticeService.Redis.Stores;
using NoticeService.Redis.Tests.Faults;
using NoticeService.TestKit;
using NoticeService.TestKit.Contracts;
using NoticeService.TestKit.Servers;
using StackExchange.Redis;

namespace NoticeService.Redis.Tests.Embedded;

/// <summary>The embedded store's life, with real processes.</summary>
public sealed class EmbeddedStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("notice-embedded-").FullName;

    [Theory]
    [InlineData("pdeathsig")]
    [InlineData("shell")]
    public async Task Child_ServiceKilled_DoesNotOutliveIt(string guard)
    {
        RequireGuard(guard);
        using var service = StartHost(guard);
        var (_, ping) = await ReadyAsync(service);
        Assert.True(ping.Answers());

        service.Kill();
        await service.WaitForExitAsync();
        await Eventually.TrueAsync(() => !ping.Answers());
    }

    [Theory]
    [InlineData("pdeathsig")]
    [InlineData("shell")]
    public async Task Child_ServiceStops_EndsWithIt(string guard)
    {
        RequireGuard(guard);
        using var service = StartHost(guard);
        var (childId, ping) = await ReadyAsync(service);
        await service.StandardInput.WriteLineAsync();
        await service.WaitForExitAsync();
        Assert.Equal(0, service.ExitCode);
        Assert.False(IsAlive(childId));
        Assert.False(ping.Answers());
    }

    [Fact]
    public async Task Start_FolderInUse_IsRefusedWithAClearMessage()
    {
        using var service = StartHost("shell");
        await ReadyAsync(service);
        using var second = StartHost("shell");
        var words = await second.StandardOutput.ReadToEndAsync();
        await second.WaitForExitAsync();
        Assert.Equal(3, second.ExitCode);
        Assert.Contains("in use by another service", words, StringComparison.Ordinal);
        Assert.Contains("Embedded:DataDirectory", words, StringComparison.Ordinal);
        await service.StandardInput.WriteLineAsync();
        await service.WaitForExitAsync();
    }

    [Fact]
    public async Task Start_ServerNotInstalled_SaysWhereItLooked()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var log = NullLogger<EmbeddedStore>.Instance;
        using var store = new EmbeddedStore(
            new EmbeddedStoreOptions { DataDirectory = folder, ServerPath = Path.Combine(folder, "absent.dll") },
            wanted: true,
            new StoreTroubles(services.GetRequiredService<IMeterFactory>(), log),
            TimeProvider.System,
            log,
            ChildGuard.Choose());
        var refusal = await Assert.ThrowsAsync<EmbeddedStoreException>(() => store.StartAsync(default));
        Assert.Contains(Path.Combine(folder, "absent.dll"), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_WithoutRedisConfigured_UsesItAndOutlivesItsDeath()
    {
        using var host = BuildHost();
        await host.StartAsync();
        var admission = host.Services.GetRequiredService<IAdmissionStore>();
        var ledger = host.Services.GetRequiredService<ILedger>();
        var store = host.Services.GetRequiredService<EmbeddedStore>();
        await Eventually.ConfirmedAsync(() => admission.DecideAsync(Notices.Request(1), default));

        // Every acknowledged write is in its log: a new one on another port has it.
        var killed = store.ProcessId!.Value;
        using (var child = Process.GetProcessById(killed))
        {
            child.Kill();
            await child.WaitForExitAsync();
        }

        await Eventually.ConfirmedAsync(async () => Assert.Equal(Notices.Record(1), await ledger.FindAsync("n1", default)));
        Assert.NotEqual(killed, store.ProcessId);
        var last = store.ProcessId!.Value;
        await host.StopAsync();
        Assert.False(IsAlive(last));
    }

    [Fact]
    public async Task Service_StartedAgainOnTheSameFolder_FindsItsRecords()
    {
        using (var first = BuildHost())
        {
            await first.StartAsync();
            await Eventually.ConfirmedAsync(() => first.Services.GetRequiredService<IAdmissionStore>().DecideAsync(Notices.Request(1), default));
            await first.StopAsync();
        }

        using var second = BuildHost();
        await second.StartAsync();
        await Eventually.ConfirmedAsync(async () =>
            Assert.Equal(Notices.Record(1), await second.Services.GetRequiredService<ILedger>().FindAsync("n1", default)));
        await second.StopAsync();
    }

    [Fact]
    public async Task Store_CellsOverManyWindows_NeverDriveOutTheLedger()
    {
        // Without its two options the store keeps the memory of expired hashes, and drops the oldest records for it, in silence.
        using var host = BuildHost(("Embedded:MemoryMegabytes", "64"));
        await host.StartAsync();
        await Eventually.ConfirmedAsync(() => host.Services.GetRequiredService<IAdmissionStore>().DecideAsync(Notices.Request(1), default));
        var gateway = host.Services.GetRequiredService<RedisGateway>();
        var blob = new byte[200_000];
        for (var window = 0; window < 340; window++)
        {
            // As the cell store writes them, but with a life of milliseconds: 68 MB over time, four more than there are, of which little lives at once.
            RedisKey key = $"agg:{{0}}:{window}";
            await gateway.CallAsync(
                new RedisCall("HSET", Repeatable: true),
                db => KeyedTransaction.RunAsync(
                    db,
                    tx => tx.HashSetAsync(key, "pod", blob),
                    tx => tx.KeyExpireAsync(key, TimeSpan.FromMilliseconds(100))),
                default);
            if (window % 170 == 169)
            {
                // The store looks for what has expired every ten seconds.
                await Eventually.TrueAsync(() => HeapBytes(host) < 1_000_000);
            }
        }

        Assert.Equal(Notices.Record(1), await host.Services.GetRequiredService<ILedger>().FindAsync("n1", default));
        Assert.Equal(StoreFill.Room, host.Services.GetRequiredService<EmbeddedStore>().Fill);
        await host.StopAsync();
    }

    [Fact]
    public async Task Store_MoreThanItHolds_SaysThatItDroppedData()
    {
        using var host = BuildHost(("Embedded:MemoryMegabytes", "64"));
        await host.StartAsync();
        var store = host.Services.GetRequiredService<EmbeddedStore>();
        var cells = host.Services.GetRequiredService<ICellStore>();
        await store.GetEndpointAsync(default);
        await Eventually.ConfirmedAsync(() => cells.WriteAsync(new Window(0), 0, "pod", new byte[1], default));
        var health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        for (var window = 1; window < 200; window++)
        {
            await cells.WriteAsync(new Window(window), 0, "pod", new byte[1_000_000], default);
        }

        await Eventually.TrueAsync(() => store.Fill == StoreFill.DroppedData);
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
        await host.StopAsync();
    }

    [Fact]
    public async Task Store_RedisConfigured_IsNotStarted()
    {
        using var host = BuildHost(("Redis:Connection", "127.0.0.1:1"));
        await host.StartAsync();
        Assert.Null(host.Services.GetRequiredService<EmbeddedStore>().ProcessId);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        await host.StopAsync();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private IHost BuildHost(params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([
            new("Embedded:DataDirectory", folder),
            .. settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)),
        ]);
        builder.Services.AddRedisStores(builder.Configuration);
        return builder.Build();
    }

    private Process StartHost(string guard)
    {
        var start = new ProcessStartInfo(GarnetLocator.FindDotnet(), [typeof(EmbeddedStoreTests).Assembly.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment[EmbeddedHost.FolderVariable] = folder;
        start.Environment[EmbeddedHost.GuardVariable] = guard;
        return Process.Start(start)!;
    }

    private static async Task<(int ChildId, RespPing Ping)> ReadyAsync(Process service)
    {
        var line = await service.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The service said nothing.");
        var parts = line.Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), StorePing.To(parts[1]));
    }

    private static void RequireGuard(string guard)
    {
        if (guard == "pdeathsig")
        {
            RequiredTool.Require("setpriv");
        }
    }

    private static long HeapBytes(IHost host)
    {
        var endpoint = host.Services.GetRequiredService<EmbeddedStore>().GetEndpointAsync(default).GetAwaiter().GetResult();
        var line = StorePing.To(endpoint).InfoStore()!.Split('\n').Single(l => l.StartsWith("Log.CurrentHeapSizeBytes:", StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1].Trim(), CultureInfo.InvariantCulture);
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
