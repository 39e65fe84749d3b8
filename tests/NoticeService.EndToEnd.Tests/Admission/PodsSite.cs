using System.Globalization;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.EndToEnd.Tests.Ledger;
using NoticeService.Pipeline.Ports;
using NoticeService.TestKit;
using NoticeService.TestKit.Servers;
using NoticeService.Tests.Hosting;

namespace NoticeService.EndToEnd.Tests.Admission;

/// <summary>Several pods as processes of their own on one Redis, under a verdict that concerns every viewer.</summary>
internal sealed class PodsSite : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(300);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-pods-");
    private readonly CancellationTokenSource limit = new(Limit);
    private readonly Dictionary<int, PodProcess> pods = [];
    private readonly List<SlowViewer> viewers = [];
    private readonly Dictionary<int, TcpRelay> relays = [];
    private readonly Dictionary<int, FakeTime> clocks = [];
    private readonly ConfigMap config;
    private readonly string connection;

    /// <param name="redis">Null for one that forgets everything when it ends.</param>
    /// <param name="replica">Named to all as a second server, or null; the test starts it.</param>
    public PodsSite(RedisServerProcess? redis = null, RedisServerProcess? replica = null)
    {
        Redis = redis ?? new RedisServerProcess();
        connection = replica is null ? Redis.Endpoint : $"{Redis.Endpoint},{replica.Endpoint}";
        Leader = new AccusingLeader(Redis, connection);
        config = new ConfigMap(Directory.CreateDirectory(PathOf("config")).FullName);
        File.WriteAllText(PathOf("household.key"), Convert.ToBase64String(new byte[32]));
    }

    public RedisServerProcess Redis { get; }

    /// <summary>More environment for the pods that start from now on.</summary>
    public IReadOnlyList<(string Name, string Value)> Environment { get; init; } = [];

    /// <summary>That the pods read.</summary>
    public string ConfigFile => config.File;

    /// <summary>For what a test writes.</summary>
    public string Folder => folder.FullName;

    public AccusingLeader Leader { get; }

    public CancellationToken Token => limit.Token;

    public ICollection<PodProcess> Pods => pods.Values;

    public IReadOnlyList<SlowViewer> Viewers => viewers;

    public int Notices => viewers.Sum(v => v.Notices);

    public PodProcess Pod(int number) => pods[number];

    /// <summary>The network between Redis and a pod that is not yet started; the others have their own way.</summary>
    public TcpRelay Relay(int pod)
    {
        if (!relays.TryGetValue(pod, out var relay))
        {
            relays[pod] = relay = new TcpRelay(Redis.Port);
        }

        return relay;
    }

    public async Task StartRedisAsync(IEnumerable<string> users)
    {
        await Redis.StartAsync();
        await Leader.TakeOverAsync();
        await UntilAsync("the norms are written", async () =>
        {
            await Leader.Stores.Norms.SaveAsync([.. users.Select(u => KeyValuePair.Create(FaultSite.HouseholdOf(u), FaultSite.Norms))], Token);
            return true;
        });
    }

    /// <summary>Puts a configuration with these cohorts, and more, in force for those that start, and soon for those that run.</summary>
    public void Configure(string cohorts, string more = "") => config.Swap($$"""
        {
          "network": {
            "isps": [{ "id": "alpha", "name": "Alpha", "prefixes": ["198.51.100.0/24"] }],
            "paths": [{ "id": "one", "name": "One", "kind": "transit" }],
            "servers": [{ "name": "cache1.one.example", "path": "one", "metro": "nyc" }]
          },
          "cohorts": [{{cohorts}}]{{(more.Length > 0 ? ", " + more : "")}}
        }
        """);

    public void ConfigureText(string text) => config.Swap(text);

    /// <summary>Starts pods, each on the data that one of its number left.</summary>
    public async Task StartAsync(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            pods[number] = new PodProcess(relays.GetValueOrDefault(number)?.Endpoint ?? connection, config.File, PathOf("household.key"), DataOf(number), [.. Environment, .. clocks.GetValueOrDefault(number)?.Environment() ?? []]);
        }

        foreach (var number in numbers)
        {
            await UntilAsync($"pod {number} is ready", () => pods[number].IsReadyAsync(Token));
        }
    }

    /// <summary>Sets the clock of a pod so many hours ahead of ours: of one that is not yet started, and after that also while it runs.</summary>
    public async Task SetClockAsync(int pod, int hoursAhead)
    {
        if (!clocks.TryGetValue(pod, out var clock))
        {
            clocks[pod] = clock = new FakeTime(PathOf(string.Create(CultureInfo.InvariantCulture, $"clock-{pod}")));
        }

        clock.Set(hoursAhead);
        if (pods.TryGetValue(pod, out var running))
        {
            await UntilAsync("the clock is set", async () => Math.Round((await running.ClockAsync(Token) - DateTimeOffset.UtcNow).TotalHours, 1) == hoursAhead);
        }
    }

    /// <summary>Runs <c>ctl ledger verify</c> on the store and the journals of all pods.</summary>
    public async Task VerifyAsync()
    {
        var journals = Directory.GetDirectories(folder.FullName, "pod-*").SelectMany(data => new[] { "--journal", Path.Combine(data, "journal") });
        using var command = new ServiceProcess(["ctl", "ledger", "verify", .. journals], ("Redis__Connection", connection));
        Assert.True(await command.ExitAsync() == 0, command.Output);
        var notices = (await RecordsAsync()).Count;
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $" {notices} notices in journals"), command.Output, StringComparison.Ordinal);
    }

    /// <summary>SIGKILL.</summary>
    public void Kill(int number)
    {
        pods.Remove(number, out var pod);
        pod!.Dispose();
    }

    /// <summary>Plays for a user on a pod, and suffers.</summary>
    /// <param name="pod">Its number.</param>
    /// <param name="user">Who.</param>
    /// <param name="session">Tells its sessions there apart.</param>
    /// <param name="wellAtFirst">True: until <see cref="SlowViewer.Suffer"/>.</param>
    public SlowViewer Play(int pod, string user, string session = "", bool wellAtFirst = false)
    {
        var viewer = new SlowViewer(pods[pod].Players, FaultSite.Start($"{user} {pod} {session}", user), wellAtFirst);
        viewers.Add(viewer);
        return viewer;
    }

    public async Task<IReadOnlyList<LedgerRecord>> RecordsAsync() =>
        (await Leader.Stores.Ledger.ListAsync(null, 0, long.MaxValue, 1_000, null, Token)).Records;

    /// <summary>When each household was admitted last, on Redis's clock, us, the earliest first.</summary>
    public async Task<IReadOnlyList<long>> AdmittedAsync()
    {
        var told = await Redis.SayAsync("""
            EVAL "local t = {} for _, k in ipairs(redis.call('KEYS', '{notice}:cooldown:*')) do t[#t + 1] = string.match(redis.call('GET', k), '^%d+') end return table.concat(t, ',')" 0
            """.Trim());
        return [.. told.Split("\r\n")[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(t => long.Parse(t, CultureInfo.InvariantCulture)).Order()];
    }

    /// <summary>A metric of every pod that runs.</summary>
    public async Task<IReadOnlyList<double>> MetricsAsync(string name, string label = "") =>
        await Task.WhenAll(pods.Values.Select(p => p.MetricAsync(name, label, Token)));

    /// <summary>How often the gates of all pods refused for a reason.</summary>
    public Task<IReadOnlyList<double>> RefusedAsync(string reason) => MetricsAsync("notice_gate_refused_total", $"\"{reason}\"");

    /// <summary>Asks until it is so. Processes and servers give no other sign.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        while (true)
        {
            try
            {
                if (await isSo())
                {
                    return;
                }
            }
            catch (Exception fault) when (fault is StoreUnavailableException or HttpRequestException or OperationCanceledException)
            {
                // It is away, or not there yet.
            }

            if (pods.FirstOrDefault(p => p.Value.HasExited) is { Value: { } ended } pod)
            {
                Assert.Fail($"Pod {pod.Key} ended with {ended.ExitCode} before it came that {what}. It said last: {ended.LastWords}");
            }

            Assert.False(limit.IsCancellationRequested, $"It never came that {what}. The pods said: {string.Join('\n', pods.Values.Select(p => p.Output))}");
            await Task.Delay(150, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var viewer in viewers)
        {
            await viewer.DisposeAsync();
        }

        foreach (var pod in pods.Values)
        {
            pod.Dispose();
        }

        await Leader.DisposeAsync();
        foreach (var relay in relays.Values)
        {
            await relay.DisposeAsync();
        }

        await Redis.DisposeAsync();
        limit.Dispose();
        folder.Delete(recursive: true);
    }

    private string DataOf(int pod) => PathOf(string.Create(CultureInfo.InvariantCulture, $"pod-{pod}"));

    private string PathOf(string name) => Path.Combine(folder.FullName, name);
}
