using System.Globalization;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.EndToEnd.Tests.Ledger;
using NoticeService.Pipeline.Ports;
using NoticeService.TestKit;
using NoticeService.TestKit.Servers;

namespace NoticeService.EndToEnd.Tests.Admission;

/// <summary>Several pods as processes of their own on one Redis, under a verdict that concerns every viewer.</summary>
internal sealed class PodsSite : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-pods-");
    private readonly CancellationTokenSource limit = new(Limit);
    private readonly Dictionary<int, PodProcess> pods = [];
    private readonly List<SlowViewer> viewers = [];
    private readonly ConfigMap config;

    public PodsSite()
    {
        Leader = new AccusingLeader(Redis);
        config = new ConfigMap(Directory.CreateDirectory(PathOf("config")).FullName);
        File.WriteAllText(PathOf("household.key"), Convert.ToBase64String(new byte[32]));
    }

    public RedisServerProcess Redis { get; } = new();

    public AccusingLeader Leader { get; }

    public CancellationToken Token => limit.Token;

    public ICollection<PodProcess> Pods => pods.Values;

    public IReadOnlyList<SlowViewer> Viewers => viewers;

    public int Notices => viewers.Sum(v => v.Notices);

    public PodProcess Pod(int number) => pods[number];

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
            var data = PathOf(string.Create(CultureInfo.InvariantCulture, $"pod-{number}"));
            pods[number] = new PodProcess(Redis.Endpoint, config.File, PathOf("household.key"), data);
        }

        foreach (var number in numbers)
        {
            await UntilAsync($"pod {number} is ready", () => pods[number].IsReadyAsync(Token));
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill(int number)
    {
        pods.Remove(number, out var pod);
        pod!.Dispose();
    }

    /// <summary>Plays for a user on a pod, and suffers.</summary>
    public SlowViewer Play(int pod, string user, string session = "")
    {
        var viewer = new SlowViewer(pods[pod].Players, FaultSite.Start($"{user} {pod} {session}", user));
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

            Assert.DoesNotContain(pods.Values, p => p.HasExited);
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
        await Redis.DisposeAsync();
        limit.Dispose();
        folder.Delete(recursive: true);
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);
}
