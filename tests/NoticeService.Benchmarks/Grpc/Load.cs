using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using NoticeService.Benchmarks.Sink;

namespace NoticeService.Benchmarks.Grpc;

/// <summary>Sends the same prepared bytes over and over and checks every answer; the same for every server.</summary>
internal static class Load
{
    private const int Connections = 4;
    private const int CallsAtOnceAConnection = 8;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    /// <summary>Prints samples per second.</summary>
    public static async Task RunAsync(string address, int samplesPerCall)
    {
        var uri = new Uri($"{address}/benchmark.v1.SinkService/{(samplesPerCall == 1 ? "TakeOne" : "Take")}");
        var body = Payload.Frames(samplesPerCall);
        long done = 0;
        using var stop = new CancellationTokenSource();
        var handlers = Enumerable.Range(0, Connections).Select(_ => new SocketsHttpHandler()).ToArray();
        var workers = handlers
            .SelectMany(handler => Enumerable.Repeat(new HttpMessageInvoker(handler), CallsAtOnceAConnection))
            .Select(client => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await CallAsync(client, uri, body, samplesPerCall);
                    Interlocked.Add(ref done, samplesPerCall);
                }
            }))
            .ToArray();
        await Task.WhenAny(Task.WhenAll(workers), Task.Delay(WarmUp));
        var before = Interlocked.Read(ref done);
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAny(Task.WhenAll(workers), Task.Delay(Measured));
        var rate = (Interlocked.Read(ref done) - before) / Stopwatch.GetElapsedTime(since).TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        Console.WriteLine(rate.ToString("F0", CultureInfo.InvariantCulture));
    }

    private static async Task CallAsync(HttpMessageInvoker client, Uri uri, byte[] body, int samples)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        using var response = await client.SendAsync(request, CancellationToken.None);
        var answer = await response.Content.ReadAsByteArrayAsync();
        var status = response.TrailingHeaders.Concat(response.Headers).First(header => header.Key == "grpc-status").Value.Single();
        if (status != "0" || Taken.Parser.ParseFrom(answer.AsSpan(5)).Count != samples)
        {
            throw new InvalidOperationException($"The server answered status {status}, {answer.Length} bytes.");
        }
    }
}
