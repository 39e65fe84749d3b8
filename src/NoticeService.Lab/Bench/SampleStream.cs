using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;
using NoticeService.Protocol.V1;

namespace NoticeService.Lab.Bench;

/// <summary>One Watch call as bytes made beforehand, so that the load costs little beside the server.</summary>
internal sealed class SampleStream : HttpContent
{
    /// <summary>Samples of one stream.</summary>
    public const int Samples = 1_000;

    // As a client's frames come: some 16 samples at a time.
    private const int Chunk = 16 * 80;

    private readonly byte[] bytes;

    /// <param name="session">Its id, and its user's.</param>
    /// <param name="server">A server of the configuration.</param>
    public SampleStream(string session, string server)
    {
        bytes = Opening(session, server, Samples);
        Headers.ContentType = new("application/grpc");
    }

    /// <summary>Mean size of a message, bytes.</summary>
    public double MessageBytes => bytes.Length / (Samples + 1.0) - 5;

    /// <summary>The frames of a session's start and its first samples.</summary>
    public static byte[] Opening(string session, string server, int samples)
    {
        using var stream = new MemoryStream();
        Put(stream, new WatchRequest { Start = new SessionStart { SessionId = session, UserId = session, Player = "bench 1", Language = "en" } });
        for (var i = 1; i <= samples; i++)
        {
            Put(stream, new WatchRequest
            {
                Sample = new Sample
                {
                    ThroughputKbps = 8_000 + i,
                    EncodedBitrateKbps = 4_000,
                    TopBitrateKbps = 8_000,
                    BufferMs = 20_000,
                    ObjectBytes = 4_000_000,
                    AppLimited = AppLimited.False,
                    Server = server,
                    TimeMs = 1_700_000_000_000 + i,
                },
            });
        }

        return stream.ToArray();
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var at = 0; at < bytes.Length; at += Chunk)
        {
            await stream.WriteAsync(bytes.AsMemory(at, Math.Min(Chunk, bytes.Length - at)));
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private static void Put(MemoryStream stream, WatchRequest message)
    {
        Span<byte> prefix = stackalloc byte[5];
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], message.CalculateSize());
        stream.Write(prefix);
        message.WriteTo(stream);
    }
}
