using FsCheck;
using FsCheck.Fluent;
using Grpc.Core;

namespace NoticeService.Grpc.Tests.Framing;

/// <summary>However a stream of frames is cut, both sides read the same messages and the same end.</summary>
public sealed class FragmentTests
{
    private static readonly byte[][] Three = [[1, 2, 3], [], [.. Enumerable.Range(0, 12).Select(i => (byte)i)]];

    public enum Ending
    {
        Clean,
        BadFlag,
        TooLarge,
        Truncated,
        CompressedWithoutEncoding,
        CompressedNotGzip,
        ExpandsBeyondLimit,
    }

    [Theory]
    [InlineData("server", null)]
    [InlineData("client", null)]
    [InlineData("server", "gzip")]
    [InlineData("client", "gzip")]
    public async Task EveryPairOfCuts_SameMessages(string side, string? encoding)
    {
        byte[] stream = encoding is null
            ? [.. Three.SelectMany(message => Frames.Frame(message))]
            : [.. Frames.Frame(Three[0]), .. Frames.Frame(Frames.Gzip(Three[1]), flag: 1), .. Frames.Frame(Three[2])];
        for (var first = 0; first < stream.Length; first++)
        {
            for (var second = first; second < stream.Length; second++)
            {
                var received = await Receivers.Of(side).ReceiveAsync(Frames.Cut(stream, first, second), encoding);
                Assert.Equal(Three, received.Messages);
                Assert.Equal(StatusCode.OK, received.Status);
            }
        }
    }

    [Theory]
    [InlineData("server", 3)]
    [InlineData("client", 3)]
    [InlineData("server", 2)] // an empty message is the last
    [InlineData("client", 2)]
    public async Task ByteByByte_SameMessages(string side, int count)
    {
        byte[] stream = [.. Three[..count].SelectMany(message => Frames.Frame(message))];
        var received = await Receivers.Of(side).ReceiveAsync(Frames.Cut(stream, Enumerable.Range(0, stream.Length)), null);
        Assert.Equal(Three[..count], received.Messages);
        Assert.Equal(StatusCode.OK, received.Status);
    }

    // Cut anywhere but between two frames, the stream is an error, behind the messages that were whole.
    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    public async Task EveryPrefix_OkOnlyBetweenFrames(string side)
    {
        byte[] stream = [.. Three.SelectMany(message => Frames.Frame(message))];
        int[] ends = [0, 8, 13, 30];
        Assert.Equal(ends[^1], stream.Length);
        for (var length = 0; length <= stream.Length; length++)
        {
            var received = await Receivers.Of(side).ReceiveAsync([stream.AsMemory(0, length)], null);
            Assert.Equal(ends.Contains(length) ? StatusCode.OK : StatusCode.Internal, received.Status);
            Assert.Equal(Three[..ends.Count(end => end > 0 && end <= length)], received.Messages);
        }
    }

    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    public void AnyStreamAnyCuts_MessagesThenTheStatusOfItsEnding(string side)
    {
        // Noise grows by up to an eighth when packed, and the limit holds for the packed size too.
        var streams =
            from count in Gen.Choose(0, 8)
            from sizes in Gen.Choose(0, Receivers.Limit * 8 / 10).ListOf(count)
            from packed in Gen.Choose(0, 1).ListOf(count)
            from seed in Gen.Choose(0, int.MaxValue)
            from ending in Gen.Elements(Enum.GetValues<Ending>())
            from cuts in Gen.Choose(0, 12_000).ListOf(6)
            select (sizes.ToArray(), packed.ToArray(), seed, ending, cuts.ToArray());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(streams.ToArbitrary(), drawn =>
        {
            var (sizes, packed, seed, ending, cuts) = drawn;
            var random = new Random(seed);
            var encoding = ending == Ending.CompressedWithoutEncoding ? null : "gzip";
            var messages = sizes.Select(size => Message(random, size)).ToArray();
            byte[] stream =
            [
                .. messages.SelectMany((message, i) => packed[i] == 1 && encoding is not null ? Frames.Frame(Frames.Gzip(message), 1) : Frames.Frame(message)),
                .. Tail(ending, random),
            ];
            var received = Receivers.Of(side).ReceiveAsync(Frames.Cut(stream, cuts), encoding).GetAwaiter().GetResult();
            Assert.Equal(messages, received.Messages);
            Assert.Equal(StatusOf(ending), received.Status);
        }));
    }

    [Theory]
    [InlineData("server", Receivers.Limit, StatusCode.OK)]
    [InlineData("server", Receivers.Limit + 1, StatusCode.ResourceExhausted)]
    [InlineData("client", Receivers.Limit, StatusCode.OK)]
    [InlineData("client", Receivers.Limit + 1, StatusCode.ResourceExhausted)]
    public async Task MessageSize_AtTheLimitAndAbove_PlainAndPacked(string side, int size, StatusCode expected)
    {
        var message = new byte[size];
        Assert.Equal(expected, (await Receivers.Of(side).ReceiveAsync([Frames.Frame(message)], null)).Status);
        Assert.Equal(expected, (await Receivers.Of(side).ReceiveAsync([Frames.Frame(Frames.Gzip(message), 1)], "gzip")).Status);
    }

    // A length of 2 GB and more is a number without sign: it must not turn negative and pass.
    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    public async Task LargestLength_ResourceExhaustedAtTheHeader(string side)
    {
        var received = await Receivers.Of(side).ReceiveAsync([new byte[] { 0, 0xff, 0xff, 0xff, 0xff }], null);
        Assert.Equal(StatusCode.ResourceExhausted, received.Status);
    }

    [Theory]
    [InlineData("server", 1, StatusCode.Internal)]
    [InlineData("client", 1, StatusCode.Internal)]
    [InlineData("server", 0, StatusCode.OK)]
    [InlineData("client", 0, StatusCode.OK)]
    public async Task CompressedFlag_EncodingIdentity_Internal(string side, byte flag, StatusCode expected) =>
        Assert.Equal(expected, (await Receivers.Of(side).ReceiveAsync([Frames.Frame(Frames.Gzip([1]), flag)], "identity")).Status);

    // The inflater itself takes a stream that is cut off for one that ends.
    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    public async Task Gzip_CutOff_Internal(string side)
    {
        var whole = Frames.Gzip([.. Enumerable.Range(0, 100).Select(i => (byte)(i * i))]);
        for (var length = 1; length <= whole.Length; length++)
        {
            var received = await Receivers.Of(side).ReceiveAsync([Frames.Frame(whole[..length], 1)], "gzip");
            Assert.Equal((length, length == whole.Length ? StatusCode.OK : StatusCode.Internal), (length, received.Status));
        }
    }

    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    public async Task Gzip_OfNothingAsNothing_IsAnEmptyMessage(string side)
    {
        var received = await Receivers.Of(side).ReceiveAsync([Frames.Frame([], 1)], "gzip");
        Assert.Equal(StatusCode.OK, received.Status);
        Assert.Empty(Assert.Single(received.Messages));
    }

    private static byte[] Message(Random random, int size)
    {
        var message = new byte[size];
        random.NextBytes(message);
        return message;
    }

    private static byte[] Tail(Ending ending, Random random) => ending switch
    {
        Ending.Clean => [],
        Ending.BadFlag => Frames.Frame([1, 2, 3], (byte)random.Next(2, 256)),
        Ending.TooLarge => Frames.Header(random.Next(Receivers.Limit + 1, int.MaxValue)),
        Ending.Truncated => Frames.Frame(Message(random, 20))[..random.Next(1, 24)],
        Ending.CompressedWithoutEncoding => Frames.Frame(Frames.Gzip([1, 2, 3]), 1),
        // The gzip header with something else behind it.
        Ending.CompressedNotGzip => Frames.Frame([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, .. Enumerable.Repeat((byte)0xff, 20)], 1),
        Ending.ExpandsBeyondLimit => Frames.Frame(Frames.Gzip(new byte[random.Next(Receivers.Limit + 1, 200_000)]), 1),
        _ => throw new ArgumentOutOfRangeException(nameof(ending)),
    };

    private static StatusCode StatusOf(Ending ending) => ending switch
    {
        Ending.Clean => StatusCode.OK,
        Ending.TooLarge or Ending.ExpandsBeyondLimit => StatusCode.ResourceExhausted,
        _ => StatusCode.Internal,
    };
}
