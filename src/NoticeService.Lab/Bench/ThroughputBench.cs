using System.Globalization;
using System.Net;
using NoticeService.Lab.Commands;

namespace NoticeService.Lab.Bench;

/// <summary>
/// Samples a second for each core of server time: the whole service beside an empty handler on the same host, turn by turn in
/// one run, so that a noisy machine slows both. Server time is what the operating system charged to the server's process.
/// </summary>
internal sealed class ThroughputBench(BenchServers servers, string server, TextWriter output)
{
    private const int Streams = 8;
    private const int StreamsPerTurn = 2_000;
    private const int Turns = 7;

    // Until the compiler has done with what runs once a second.
    private const int WarmTurns = 10;

    public async Task RunAsync(CancellationToken stop)
    {
        using var empty = await BenchServers.StartEmptyAsync();
        using var service = await servers.StartServiceAsync();
        for (var turn = 0; turn < WarmTurns; turn++)
        {
            await MeasureAsync(empty, $"we{turn}", stop);
            await MeasureAsync(service, $"ws{turn}", stop);
        }

        var ratios = new List<(double Empty, double Service)>();
        for (var turn = 0; turn < Turns; turn++)
        {
            ratios.Add((await MeasureAsync(empty, $"e{turn}", stop), await MeasureAsync(service, $"s{turn}", stop)));
        }

        Tell(ratios);
    }

    // Samples for each second of server time.
    private async Task<double> MeasureAsync(ServerUnderTest target, string turn, CancellationToken stop)
    {
        var before = target.Used;
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(async _ =>
        {
            using var http = new HttpClient(new SocketsHttpHandler());
            for (int i; (i = Interlocked.Increment(ref next)) < StreamsPerTurn;)
            {
                await PlayAsync(http, target.Address, $"{turn}-{i}", stop);
            }
        }));
        return StreamsPerTurn * (double)SampleStream.Samples / (target.Used - before).TotalSeconds;
    }

    private async Task PlayAsync(HttpClient http, Uri address, string session, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/notice.v1.PlayerService/Watch"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new SampleStream(session, server),
        };
        request.Headers.TE.ParseAdd("trailers");

        // In the table's first network, so that the whole way is gone: norms, cells, windows.
        request.Headers.Add("x-forwarded-for", "98.109.4.7");
        using var response = await http.SendAsync(request, stop);
        await response.Content.ReadAsByteArrayAsync(stop);
        var status = response.TrailingHeaders.TryGetValues("grpc-status", out var trailers) ? trailers.First() : response.Headers.GetValues("grpc-status").First();
        if (status != "0")
        {
            throw new CommandError($"A stream ended with gRPC status {status}.");
        }
    }

    private void Tell(List<(double Empty, double Service)> turns)
    {
        using var sample = new SampleStream("session", server);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Streams of {SampleStream.Samples:N0} samples of {sample.MessageBytes:N0} bytes, {Streams} at a time, {Turns} turns each, medians:"));
        output.WriteLine();
        output.WriteLine("| server | samples per second of server time | ratio |");
        output.WriteLine("| --- | --- | --- |");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| an empty handler on NoticeService.Grpc | {Median(turns.Select(t => t.Empty)):N0} | 1.00 |"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| the whole service | {Median(turns.Select(t => t.Service)):N0} | {Median(turns.Select(t => t.Service / t.Empty)):N2} |"));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
