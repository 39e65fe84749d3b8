using NoticeService.TestKit.Servers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using NoticeService.Protocol.V1;
using NoticeService.Tests.Hosting;

namespace NoticeService.EndToEnd.Tests.Admission;

/// <summary>The service as a process of its own, on a store that others share, with a data folder of its own that outlives it.</summary>
internal sealed class PodProcess : IDisposable
{
    private readonly int grpcPort = FreePort.Take();
    private readonly int consolePort = FreePort.Take();
    private readonly HttpClient http = new();
    private readonly ServiceProcess process;
    private readonly GrpcChannel channel;

    /// <param name="redis">Host and port.</param>
    /// <param name="config">Its notices.json.</param>
    /// <param name="keyFile">Of the households.</param>
    /// <param name="data">Its folder.</param>
    /// <param name="environment">More of it.</param>
    public PodProcess(string redis, string config, string keyFile, string data, params (string Name, string Value)[] environment)
    {
        process = new ServiceProcess(
            [
                "--console", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{consolePort}"),
                "--grpc", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{grpcPort}"),
                "--config", config,
                "--data", data,
            ],
            [
            ("Redis__Connection", redis),
            ("Redis__HeartbeatInterval", "00:00:00.100"),
            ("Households__KeyFile", keyFile),
            ("Ledger__ReconcileHold", "00:00:01"),
            ("Population__CountEvery", "00:00:01"),

            // It lives for seconds: counting its calls in order to compile them better costs more than it brings.
            ("DOTNET_TieredPGO", "0"),
            .. environment,
            ]);
        channel = GrpcChannel.ForAddress(Grpc);
    }

    public Uri Grpc => new($"http://127.0.0.1:{grpcPort}");

    public PlayerService.PlayerServiceClient Players => new(channel);

    public OperatorService.OperatorServiceClient Operators => new(channel);

    public bool HasExited => process.HasExited;

    /// <summary>Of one that has exited; 137 is a SIGKILL.</summary>
    public int ExitCode => process.ExitCode;

    public string Output => process.Output;

    /// <summary>Of one that has exited.</summary>
    public string LastWords => process.LastWords;

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        (await http.GetAsync(new Uri($"http://127.0.0.1:{consolePort}/healthz/ready"), cancellationToken)).IsSuccessStatusCode;

    /// <summary>What time it is for the pod, to the second.</summary>
    public async Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{consolePort}/healthz/ready"), cancellationToken);
        return answer.Headers.Date!.Value;
    }

    /// <summary>The sum of a metric's series that have a label.</summary>
    public async Task<double> MetricAsync(string name, string label, CancellationToken cancellationToken)
    {
        var lines = await ReadMetricsAsync(cancellationToken);
        return lines
            .Where(l => (l.StartsWith(name + "{", StringComparison.Ordinal) || l.StartsWith(name + " ", StringComparison.Ordinal)) && l.Contains(label, StringComparison.Ordinal))
            .Sum(l => double.Parse(l.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    /// <summary>The lines of the series whose names begin so and that are not 0, without their buckets.</summary>
    public async Task<string> MetricsAsync(string prefix, CancellationToken cancellationToken)
    {
        var lines = await ReadMetricsAsync(cancellationToken);
        return string.Join('\n', lines.Where(l => l.StartsWith(prefix, StringComparison.Ordinal) && !l.Contains("_bucket{", StringComparison.Ordinal) && l.Split(' ')[1] != "0"));
    }

    /// <summary>SIGKILL.</summary>
    public void Dispose()
    {
        channel.Dispose();
        process.Dispose();
        http.Dispose();
    }

    private async Task<string[]> ReadMetricsAsync(CancellationToken cancellationToken)
    {
        var page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{consolePort}/metrics"), cancellationToken);
        return page.Split('\n');
    }
}
