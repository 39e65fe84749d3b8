using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.Core;
using NoticeService.Grpc.Tests.Probe;

namespace NoticeService.Grpc.Tests.Framing;

/// <summary>A stream of messages costs its messages and nothing else.</summary>
public sealed class AllocationTests
{
    private static readonly ProbeMessage Sample = new() { Number = 42, Text = new string('x', 64) };
    private static readonly byte[] Framed = Frames.Frame(Sample.ToByteArray());

    private static readonly Marshaller<ProbeMessage> Messages = Marshallers.Create(
        (ProbeMessage message, SerializationContext context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => ProbeMessage.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    private static readonly Method<ProbeMessage, ProbeMessage> ClientStream = new(MethodType.ClientStreaming, "test", "In", Messages, Messages);
    private static readonly Method<ProbeMessage, ProbeMessage> ServerStream = new(MethodType.ServerStreaming, "test", "Out", Messages, Messages);

    [Fact]
    public void Slope_OneObjectMoreAStep_IsSeen()
    {
        var kept = new object[1];
        Assert.Equal(24, Allocation.PerStep(count => () =>
        {
            for (var i = 0; i < count; i++)
            {
                kept[0] = new object();
            }
        }));
    }

    [Fact]
    public void ServerReceives_EachMessage_CostsItself() => Assert.Equal(OfTheMessageItself(), Allocation.PerStep(count =>
    {
        // In one piece: of a text that spans two, the protobuf library itself makes a copy.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var stream = Repeat(count);
        stream.CopyTo(pipe.Writer.GetMemory(stream.Length));
        pipe.Writer.Advance(stream.Length);
        pipe.Writer.FlushAsync().AsTask().GetAwaiter().GetResult();
        pipe.Writer.Complete();
        return Drain(ServerReceiver.Call(pipe.Reader, ClientStream), count);
    }), tolerance: 1);

    // Kestrel hands over what the connection has: here 4 KiB a read.
    [Fact]
    public void ServerReceives_InPieces_EachMessageCostsItself() => Assert.Equal(OfTheMessageItself(), Allocation.PerStep(count =>
        Drain(ServerReceiver.Call(new PieceReader(Repeat(count), 4096), ClientStream), count)), tolerance: 1);

    [Fact]
    public void ClientReceives_EachMessage_CostsItself() => Assert.Equal(OfTheMessageItself(), Allocation.PerStep(count =>
    {
        var call = ClientReceiver.Call(new FragmentStream([Repeat(count)]), ServerStream, Sample, limit: null);
        return Drain(call.ResponseStream, count);
    }), tolerance: 1);

    [Fact]
    public void ServerSends_EachMessage_CostsNothing()
    {
        Assert.Equal(0, Allocation.PerStep(count =>
        {
            var call = ServerReceiver.Call(PipeReader.Create(Stream.Null), ServerStream);
            call.Http.Features.Set<Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature>(new Discard());
            return () =>
            {
                for (var i = 0; i < count; i++)
                {
                    Assert.True(call.WriteAsync(Sample).IsCompletedSuccessfully);
                }
            };
        }), tolerance: 1);
    }

    private static double OfTheMessageItself()
    {
        var payload = new ReadOnlySequence<byte>(Sample.ToByteArray());
        ProbeMessage? kept = null;
        var cost = Allocation.PerStep(count => () =>
        {
            for (var i = 0; i < count; i++)
            {
                kept = ProbeMessage.Parser.ParseFrom(payload);
            }
        });
        Assert.Equal(Sample, kept);
        return cost;
    }

    private static Action Drain(IAsyncStreamReader<ProbeMessage> reader, int count) => () =>
    {
        for (var i = 0; i < count; i++)
        {
            var next = reader.MoveNext(CancellationToken.None);
            if (!next.IsCompletedSuccessfully || !next.Result || reader.Current.Number != Sample.Number)
            {
                throw new InvalidOperationException($"Message {i} is not there.");
            }
        }
    };

    private static byte[] Repeat(int count)
    {
        var stream = new byte[count * Framed.Length];
        for (var i = 0; i < count; i++)
        {
            Framed.CopyTo(stream, i * Framed.Length);
        }

        return stream;
    }

    /// <summary>Gives a fixed count of bytes more at each read, at once.</summary>
    private sealed class PieceReader(byte[] stream, int piece) : PipeReader
    {
        private int from;
        private int to;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            to = Math.Min(to + piece, stream.Length);
            return new(new ReadResult(new ReadOnlySequence<byte>(stream, from, to - from), isCanceled: false, isCompleted: to == stream.Length));
        }

        public override void AdvanceTo(SequencePosition consumed) => from = consumed.GetInteger();

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => from = consumed.GetInteger();

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

        public override void CancelPendingRead() => throw new NotSupportedException();

        public override void Complete(Exception? exception = null)
        {
        }
    }

    /// <summary>A response that goes nowhere.</summary>
    private sealed class Discard : Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature
    {
        private readonly DiscardWriter writer = new();

        public Stream Stream => Stream.Null;

        public PipeWriter Writer => writer;

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task CompleteAsync() => Task.CompletedTask;
    }

    private sealed class DiscardWriter : PipeWriter
    {
        private readonly byte[] memory = new byte[4096];

        public override void Advance(int bytes)
        {
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => memory;

        public override Span<byte> GetSpan(int sizeHint = 0) => memory;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => new(new FlushResult(false, false));

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
