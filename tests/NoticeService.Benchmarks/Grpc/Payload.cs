using System.Buffers.Binary;
using Google.Protobuf;
using NoticeService.Benchmarks.Sink;

namespace NoticeService.Benchmarks.Grpc;

/// <summary>The bytes that every server under measurement gets.</summary>
internal static class Payload
{
    /// <summary>Size of one sample without its frame header, bytes.</summary>
    public const int SampleSize = 75;

    /// <summary>A number of framed samples, one behind the other.</summary>
    public static byte[] Frames(int count)
    {
        var sample = new Sample
        {
            ThroughputKbps = 24_000,
            EncodedBitrateKbps = 5_800,
            TopBitrateKbps = 15_000,
            BufferMs = 28_000,
            StarvedMs = 0,
            ObjectBytes = 2_900_000,
            AppLimited = 2,
        };
        sample.Server = new string('s', SampleSize - sample.CalculateSize() - 2);
        var payload = sample.ToByteArray();
        if (payload.Length != SampleSize)
        {
            throw new InvalidOperationException($"A sample has {payload.Length} bytes instead of {SampleSize}.");
        }

        var frames = new byte[count * (payload.Length + 5)];
        for (var i = 0; i < count; i++)
        {
            var frame = frames.AsSpan(i * (payload.Length + 5));
            BinaryPrimitives.WriteInt32BigEndian(frame[1..], payload.Length);
            payload.CopyTo(frame[5..]);
        }

        return frames;
    }
}
