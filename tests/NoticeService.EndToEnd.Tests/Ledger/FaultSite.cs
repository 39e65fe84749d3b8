using Grpc.Core;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.EndToEnd.Tests.Admission;
using NoticeService.Pipeline.Journal;
using NoticeService.Protocol.V1;
using NoticeService.TestKit.Servers;
using NoticeService.Tests.Hosting;

namespace NoticeService.EndToEnd.Tests.Ledger;

/// <summary>A pod as a process of its own and a Redis that forgets everything when it ends, both to be killed.</summary>
internal sealed class FaultSite : IAsyncDisposable
{
    public const string Isp = "alpha";
    public const string User = "viewer-1";
    public const string Player = "test 1.0";

    private const string Configuration = """
        {
          "network": {
            "isps": [{ "id": "alpha", "name": "Alpha", "prefixes": ["198.51.100.0/24"] }],
            "paths": [{ "id": "one", "name": "One", "kind": "transit" }],
            "servers": [{ "name": "cache1.one.example", "path": "one", "metro": "nyc" }]
          },
          "cohorts": [{ "name": "everybody", "enabled": true, "percentage": 100, "hard_cap": 1000 }]
        }
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-faults-");
    private readonly byte[] key = new byte[32];
    private readonly CancellationTokenSource limit = new(Limit);
    private PodProcess? pod;

    public FaultSite() => Leader = new AccusingLeader(Redis);

    public RedisServerProcess Redis { get; } = new();

    public AccusingLeader Leader { get; }

    public JournalFolder Journal => new(PathOf("data/journal"));

    public PlayerService.PlayerServiceClient Players => pod!.Players;

    public CancellationToken Token => limit.Token;

    public static HouseholdId Household => HouseholdOf(User);

    public static HouseholdId HouseholdOf(string user) => new HouseholdKey(new byte[32]).Pseudonym(user);

    /// <summary>What a household is used to that gets 8 Mbit/s.</summary>
    public static HouseholdNorms Norms => new(new Norm(13, 100, PlayerTag.Of(Player)), Norm.None);

    public async Task StartRedisAsync()
    {
        await Redis.StartAsync();
        await Leader.TakeOverAsync();
        await UntilAsync("the norms are written", async () =>
        {
            await Leader.Stores.Norms.SaveAsync([new(Household, Norms)], Token);
            return true;
        });
    }

    public async Task StartPodAsync()
    {
        await File.WriteAllTextAsync(PathOf("notices.json"), Configuration);
        await File.WriteAllTextAsync(PathOf("household.key"), Convert.ToBase64String(key));
        pod = new PodProcess(Redis.Endpoint, PathOf("notices.json"), PathOf("household.key"), PathOf("data"));
        await UntilAsync("the pod is ready", () => pod.IsReadyAsync(Token));
    }

    /// <summary>SIGKILL.</summary>
    public void KillPod()
    {
        pod!.Dispose();
        pod = null;
    }

    public async Task<IReadOnlyList<LedgerRecord>> RecordsAsync() =>
        (await Leader.Stores.Ledger.ListAsync(null, 0, long.MaxValue, 10, null, Token)).Records;

    public Task StateIsAsync(Domain.Ledger.NoticeState state) =>
        UntilAsync($"the one record is {state}", async () => (await RecordsAsync()) is [var record] && record.State == state);

    /// <summary>What the gate has refused for a reason, on the pod that runs.</summary>
    public Task<double> RefusedAsync(string reason) => MetricAsync("notice_gate_refused_total", $"\"{reason}\"");

    /// <summary>The sum of a metric's series that have a label, on the pod that runs.</summary>
    public Task<double> MetricAsync(string name, string label = "") => pod!.MetricAsync(name, label, Token);

    /// <summary>Runs <c>ctl ledger verify</c> on store and journal.</summary>
    public async Task VerifyAsync()
    {
        using var command = new ServiceProcess(["ctl", "ledger", "verify", "--data", PathOf("data")], ("Redis__Connection", Redis.Endpoint));
        Assert.True(await command.ExitAsync() == 0, command.Output);
        Assert.Contains("1 notices in journals", command.Output, StringComparison.Ordinal);
    }

    public static Metadata From() => new() { { "x-forwarded-for", "198.51.100.7" } };

    public static SessionStart Start(string session, string user = User) =>
        new() { SessionId = session, UserId = user, Player = Player, Language = "en", CanShowNotices = true };

    /// <summary>An eighth of what the household is used to.</summary>
    public static Sample Slow(long timeMs) => new()
    {
        ThroughputKbps = 1_000,
        EncodedBitrateKbps = 2_000,
        TopBitrateKbps = 4_000,
        BufferMs = 20_000,
        ObjectBytes = 4_000_000,
        Server = "cache1.one.example",
        TimeMs = timeMs,
    };

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
            catch (Exception fault) when (fault is Pipeline.Ports.StoreUnavailableException or HttpRequestException or OperationCanceledException)
            {
                // It is away, or not there yet, or the time is up.
            }

            if (pod is { HasExited: true } ended)
            {
                Assert.Fail($"The pod ended with {ended.ExitCode} before it came that {what}. It said last: {ended.LastWords}");
            }

            Assert.False(limit.IsCancellationRequested, $"It never came that {what}. {(limit.IsCancellationRequested ? await StateAsync() : "")}");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    // What a person would look at who wonders why it never came.
    private async Task<string> StateAsync()
    {
        if (pod is null)
        {
            return "No pod runs.";
        }

        string metrics;
        try
        {
            metrics = await pod.MetricsAsync("notice_", default);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            metrics = fault.Message;
        }

        return $"The pod said: {pod.Output}\nIts metrics: {metrics}";
    }

    public async ValueTask DisposeAsync()
    {
        pod?.Dispose();
        try
        {
            await Leader.DisposeAsync();
        }
        finally
        {
            await Redis.DisposeAsync();
            limit.Dispose();
            folder.Delete(recursive: true);
        }
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);
}
