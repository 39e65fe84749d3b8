using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using NoticeService.Protocol.V1;

namespace NoticeService.Tests.Players;

/// <summary>
/// A sample on its way through the whole service, from the connection to its window, costs the message that the protobuf library
/// makes and nothing else. All of the process is counted, so this stands alone.
/// </summary>
[CollectionDefinition(nameof(SampleAllocationTests), DisableParallelization = true)]
[Collection(nameof(SampleAllocationTests))]
public sealed class SampleAllocationTests
{
    private const int Short = 10_000;
    private const int Long = 110_000;

    // For what reads and writes in pieces, and for the loops that run beside.
    private const double Tolerance = 8;

    [Fact]
    public async Task Stream_EachSample_CostsItsMessage()
    {
        await using var service = new RunningService().Set("Sessions:MaxSamplesPerWindow", "1000000");
        await service.InitializeAsync();
        using var http = new HttpClient();
        for (var i = 0; i < 3; i++)
        {
            await PlayAsync(service, http, $"warm-{i}", Long);
        }

        // The smallest of a few: a window or a sweep may fall into one.
        var costs = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var less = await PlayAsync(service, http, $"short-{i}", Short);
            var more = await PlayAsync(service, http, $"long-{i}", Long);
            costs.Add((more - less) / (double)(Long - Short));
        }

        var message = MessageBytes();
        TestContext.Current.TestOutputHelper?.WriteLine($"A sample costs {costs.Min():0.0} bytes, its message {message:0.0}.");
        Assert.InRange(costs.Min(), message - Tolerance, message + Tolerance);
    }

    private static async Task<long> PlayAsync(RunningService service, HttpClient http, string session, int samples)
    {
        var body = Body(session, samples);
        var accepted = service.Sessions.Accepted;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service.Grpc, "/notice.v1.PlayerService/Watch"))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("x-forwarded-for", RunningService.AlphaAddress);
        using var response = await http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        var cost = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal(accepted + samples, service.Sessions.Accepted);
        return cost;
    }

    private static double MessageBytes()
    {
        const int Count = 10_000;
        var payload = new ReadOnlySequence<byte>(Message(1).ToByteArray());
        WatchRequest? kept = null;
        var before = 0L;
        for (var turn = 0; turn < 3; turn++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Count; i++)
            {
                kept = WatchRequest.Parser.ParseFrom(payload);
            }
        }

        var cost = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Count;
        Assert.Equal(RunningService.Server, kept!.Sample.Server);
        return cost;
    }

    private static WatchRequest Message(int number) => new() { Sample = RunningService.Good(1_700_000_000_000 + number) };

    private static byte[] Body(string session, int samples)
    {
        using var stream = new MemoryStream();
        Put(stream, RunningService.Start(session));
        for (var i = 1; i <= samples; i++)
        {
            Put(stream, Message(i));
        }

        return stream.ToArray();
    }

    private static void Put(MemoryStream stream, WatchRequest message)
    {
        Span<byte> prefix = stackalloc byte[5];
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], message.CalculateSize());
        stream.Write(prefix);
        message.WriteTo(stream);
    }
}
