using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NoticeService.Redis.Client;
using NoticeService.Redis.Embedded;
using NoticeService.Redis.Tests.Faults;
using NoticeService.TestKit;
using NoticeService.TestKit.Contracts;
using NoticeService.TestKit.Servers;
using StackExchange.Redis;

namespace NoticeService.Redis.Tests.Embedded;

/// <summary>What the supervision of the embedded store does when the store, or its start, fails; and its password. Real processes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class EmbeddedStoreFaultTests : IAsyncDisposable
{
    private const int Started = 3020;
    private const int Ended = 3021;
    private const int Hung = 3024;
    private const int NeverAnswered = 3025;
    private const int NotStarted = 3026;

    // A busy machine must not pass for a hang where none is tried.
    private const int NoHang = 100;

    private readonly string folder = Directory.CreateTempSubdirectory("notice-embedded-").FullName;
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RecordedLog log = new();

    // Stands still unless a test turns it: what a store lives for does not depend on the machine.
    private readonly ManualClock clock = new(DateTimeOffset.UnixEpoch);
    private readonly StoreTroubles troubles;
    private EmbeddedStore? store;

    public EmbeddedStoreFaultTests() => troubles = new StoreTroubles(services.GetRequiredService<IMeterFactory>(), log.For<EmbeddedStore>());

    [Fact]
    public async Task Store_Hangs_IsKilledReplacedCountedAndToldOnce()
    {
        await StartAsync(ChildGuard.Choose(), pingsMissed: 5);
        var hung = store!.ProcessId!.Value;
        using var child = Process.GetProcessById(hung);
        HungProcess.Hang(hung);

        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        // The old endpoint is withdrawn a moment after its process has ended: only the second start makes the new one certain.
        await Eventually.TrueAsync(() => log.Of(Started).Count == 2);
        Assert.True(StorePing.To(await store.GetEndpointAsync(TestContext.Current.CancellationToken)).Answers());
        Assert.NotEqual(hung, store.ProcessId);
        Assert.Single(log.Of(Hung));
        Assert.Equal(1, troubles.Count(StoreEnd.Hung));
        Assert.Equal(0, troubles.Count(StoreEnd.Ended));
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync()).Status);
    }

    [Fact]
    public async Task Store_HangsShorterThanItsMisses_IsLeftAlone()
    {
        await StartAsync(ChildGuard.Choose());
        var living = store!.ProcessId!.Value;
        HungProcess.Hang(living);
        HungProcess.GoOn(living);
        Assert.True(StorePing.To(await store.GetEndpointAsync(default)).Answers());
        Assert.Equal(living, store.ProcessId);
        Assert.Empty(log.Of(Hung));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_ProgramCannotBeStarted_IsTriedUntilItCanAndToldOnce(bool forbidden)
    {
        // A file without the right to run is one that even root cannot run.
        var program = new RemovableProgram(Path.Combine(folder, "start"));
        await StartAsync(program);
        if (forbidden)
        {
            program.Forbid();
        }
        else
        {
            program.Remove();
        }

        await KillStoreAsync();
        await Eventually.TrueAsync(() => troubles.Count(StoreEnd.NotStarted) >= 3);
        var ill = await HealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, ill.Status);
        Assert.Contains("could not be started", ill.Description, StringComparison.Ordinal);
        Assert.Single(log.Of(NotStarted));
        Assert.Null(store!.ProcessId);

        program.Restore();
        await Eventually.TrueAsync(() => log.Of(Started).Count == 2);
        Assert.True(StorePing.To(await store.GetEndpointAsync(default)).Answers());
        Assert.Single(log.Of(NotStarted));
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync()).Status);
    }

    [Fact]
    public async Task Start_PasswordFileCannotBeWritten_IsTriedUntilItCan()
    {
        // A folder where the file goes stands for every fault of the disk.
        var inTheWay = Directory.CreateDirectory(Path.Combine(folder, "garnet.login.json"));
        File.WriteAllText(Path.Combine(inTheWay.FullName, "file"), "");
        Make(ChildGuard.Choose(), NoHang);
        await store!.StartAsync(default);
        await Eventually.TrueAsync(() => troubles.Count(StoreEnd.NotStarted) >= 2);
        inTheWay.Delete(recursive: true);
        Assert.True(StorePing.To(await store.GetEndpointAsync(TestContext.Current.CancellationToken)).Answers());
        Assert.Single(log.Of(NotStarted));
    }

    [Fact]
    public async Task Restart_ProgramEndsAtOnce_IsToldOnceWithItsLastWords()
    {
        var path = Path.Combine(folder, "start");
        var program = new RemovableProgram(path);
        await StartAsync(program);
        await File.WriteAllTextAsync(path, "#!/bin/sh\necho the disk is full >&2\nexit 7\n", TestContext.Current.CancellationToken);
        await KillStoreAsync();
        await Eventually.TrueAsync(() => troubles.Count(StoreEnd.NeverAnswered) >= 3);
        var told = Assert.Single(log.Of(NeverAnswered));
        Assert.Contains("7", told, StringComparison.Ordinal);
        Assert.Contains("the disk is full", told, StringComparison.Ordinal);
        Assert.Contains("did not answer after its start", (await HealthAsync()).Description, StringComparison.Ordinal);
        program.Restore();
        await Eventually.TrueAsync(() => log.Of(Started).Count == 2);
    }

    [Fact]
    public async Task Store_AnswersAndDiesAgainAndAgain_IsWaitedForLongerUntilOneLasts()
    {
        await StartAsync(ChildGuard.Choose());
        for (var life = 1; life <= 4; life++)
        {
            await Eventually.TrueAsync(() => log.Of(Started).Count == life);
            await KillStoreAsync();
            await Eventually.TrueAsync(() => log.Of(Ended).Count == life);
        }

        await Eventually.TrueAsync(() => log.Of(Started).Count == 5);
        clock.Advance(SteadyPause.Steady);
        await KillStoreAsync();
        await Eventually.TrueAsync(() => log.Of(Ended).Count == 5);

        // Doubled each time from 50 ms, less up to half of it: the fourth is at least 200.
        var pauses = log.Of(Ended).Select(PauseIn).ToArray();
        Assert.InRange(pauses[0].TotalMilliseconds, 25, 50);
        Assert.InRange(pauses[3].TotalMilliseconds, 200, 400);
        Assert.InRange(pauses[4].TotalMilliseconds, 25, 50);

        static TimeSpan PauseIn(string line) => TimeSpan.Parse(Regex.Match(line, @"again in (\d+:\d+:[\d.]+\d)\.").Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Password_IsNeededNewAtEachStartAndOnNoCommandLine()
    {
        await StartAsync(ChildGuard.Choose());
        var first = await store!.GetEndpointAsync(default);
        var password = ConfigurationOptions.Parse(first).Password!;
        Assert.Equal(64, password.Length);
        Assert.True(StorePing.To(first).Answers());
        Assert.False(StorePing.WithoutPassword(first).Answers());

        var line = await File.ReadAllTextAsync($"/proc/{store.ProcessId}/cmdline", TestContext.Current.CancellationToken);
        Assert.Contains("GarnetServer", line, StringComparison.Ordinal);
        Assert.DoesNotContain(password, line, StringComparison.Ordinal);
        var environment = await File.ReadAllTextAsync($"/proc/{store.ProcessId}/environ", TestContext.Current.CancellationToken);
        Assert.DoesNotContain(password, environment, StringComparison.Ordinal);
        Assert.All(log.Lines, l => Assert.DoesNotContain(password, l.Text, StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "garnet.login.json")));

        await KillStoreAsync();
        await Eventually.TrueAsync(() => log.Of(Started).Count == 2);
        var second = await store.GetEndpointAsync(default);
        Assert.NotEqual(password, ConfigurationOptions.Parse(second).Password);
        Assert.True(StorePing.To(second).Answers());
    }

    [Fact]
    public async Task Start_OverFilesOfAStoreWithoutPassword_FindsThem()
    {
        await using (var old = new GarnetProcess())
        {
            await old.StartAsync();
            using (var before = await ConnectionMultiplexer.ConnectAsync(old.Endpoint))
            {
                Assert.True(await before.GetDatabase().StringSetAsync("from-before", "1"));
            }

            await old.KillAsync();
            Copy(old.Folder, Path.Combine(folder, "garnet"));
        }

        await StartAsync(ChildGuard.Choose());
        using var client = await ConnectionMultiplexer.ConnectAsync(await store!.GetEndpointAsync(default));
        Assert.Equal("1", await client.GetDatabase().StringGetAsync("from-before"));
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
        {
            await store.StopAsync(default);
            store.Dispose();
        }

        await services.DisposeAsync();
        log.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Make(ChildGuard guard, int pingsMissed) => store = new EmbeddedStore(
        new EmbeddedStoreOptions
        {
            DataDirectory = folder,
            MemoryMegabytes = 64,
            PingInterval = TimeSpan.FromMilliseconds(100),
            PingTimeout = TimeSpan.FromMilliseconds(400),
            PingsMissed = pingsMissed,
        },
        wanted: true,
        troubles,
        clock,
        log.For<EmbeddedStore>(),
        guard);

    private async Task StartAsync(ChildGuard guard, int pingsMissed = NoHang)
    {
        Make(guard, pingsMissed);
        await store!.StartAsync(default);
        await store.GetEndpointAsync(default);
        await Eventually.TrueAsync(() => log.Of(Started).Count == 1);
    }

    private async Task KillStoreAsync()
    {
        using var child = Process.GetProcessById(store!.ProcessId!.Value);
        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private Task<HealthCheckResult> HealthAsync() => new EmbeddedStoreHealthCheck(store!).CheckHealthAsync(new HealthCheckContext());

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
