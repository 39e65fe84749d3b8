using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Framing;

namespace NoticeService.Grpc.Tests.Framing;

public sealed class WrittenFrameTests
{
    public enum Way
    {
        Array,
        AnnouncedInOne,
        AnnouncedInMany,
        NotAnnounced,
        AsksForMoreThanItUses,
    }

    /// <summary>At sizes around the largest that is written in place (64 KiB).</summary>
    public static MatrixTheoryData<Way, int> EveryWay { get; } = new(
        Enum.GetValues<Way>(),
        [0, 1, 6, 7, 8, 100, 65_536, 65_537, 200_000]);

    [Theory]
    [MemberData(nameof(EveryWay))]
    public void Write_EveryWayOfSerializing_SameFrame(Way way, int size)
    {
        var message = Enumerable.Range(0, size).Select(i => (byte)i).ToArray();
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, Serializer(way), message, int.MaxValue, compression: null);
        Assert.Equal(Frames.Frame(message), output.WrittenSpan.ToArray());
    }

    [Theory]
    [MemberData(nameof(EveryWay))]
    public async Task Write_Compressed_BothSidesReadIt(Way way, int size)
    {
        var message = Enumerable.Range(0, Math.Min(size, Receivers.Limit)).Select(i => (byte)i).ToArray();
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, Serializer(way), message, int.MaxValue, CompressionLevel.Fastest);
        Assert.Equal(1, output.WrittenSpan[0]);
        foreach (var side in new[] { "server", "client" })
        {
            Assert.Equal([message], (await Receivers.Of(side).ReceiveAsync([output.WrittenMemory], "gzip")).Messages);
        }
    }

    [Theory]
    [InlineData(Way.Array)]
    [InlineData(Way.AnnouncedInOne)]
    [InlineData(Way.NotAnnounced)]
    public void Write_OneByteOverTheLimit_NothingWritten(Way way)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, Serializer(way), new byte[10], limit: 10, compression: null);
        var written = output.WrittenCount;
        var failure = Assert.Throws<RpcException>(() => FrameWriter.Write(output, Serializer(way), new byte[11], limit: 10, compression: null));
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal(written, output.WrittenCount);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    public void Write_SerializerBreaksItsPromise_NothingWritten(int announced)
    {
        var output = new ArrayBufferWriter<byte>();
        var liar = Marshallers.Create<byte[]>(
            (message, context) =>
            {
                context.SetPayloadLength(announced);
                context.GetBufferWriter().Write(message);
                context.Complete();
            },
            _ => []);
        Assert.ThrowsAny<Exception>(() => FrameWriter.Write(output, liar, new byte[10], int.MaxValue, compression: null));
        Assert.Equal(0, output.WrittenCount);
    }

    private static Marshaller<byte[]> Serializer(Way way) => Marshallers.Create<byte[]>(
        (message, context) =>
        {
            if (way == Way.Array)
            {
                context.Complete(message);
                return;
            }

            if (way != Way.NotAnnounced)
            {
                context.SetPayloadLength(message.Length);
            }

            var output = context.GetBufferWriter();
            var step = way == Way.AnnouncedInOne ? Math.Max(message.Length, 1) : 7;
            for (var at = 0; at < message.Length; at += step)
            {
                var part = message.AsSpan(at, Math.Min(step, message.Length - at));
                part.CopyTo(output.GetSpan(way == Way.AsksForMoreThanItUses ? 5000 : part.Length));
                output.Advance(part.Length);
            }

            context.Complete();
        },
        _ => []);
}
