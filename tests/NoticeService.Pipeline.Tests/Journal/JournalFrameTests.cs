using NoticeService.Pipeline.Journal;
using NoticeService.TestKit.Contracts;

namespace NoticeService.Pipeline.Tests.Journal;

public sealed class JournalFrameTests
{
    // Computed bit by bit with the reflected polynomial 82F63B78, whose value of "123456789" alone is the published E3069283.
    [Fact]
    public void Frame_IsLengthChecksumAndPayload()
    {
        var bytes = Frame("123456789"u8);
        Assert.Equal("00000009" + "6934CF6F" + Convert.ToHexString("123456789"u8), Convert.ToHexString([.. bytes]));
    }

    [Fact]
    public void Read_EveryBitFlipped_IsNotSound()
    {
        var frame = Frame(new JournalEntry(Notices.Record(1), 1, 2).Encode());
        Assert.True(JournalFrame.TryRead(frame, out var whole));
        Assert.Equal(new JournalEntry(Notices.Record(1), 1, 2), JournalEntry.Decode(whole));
        for (var bit = 0; bit < 8 * frame.Length; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(JournalFrame.TryRead(frame, out _));
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Read_EveryPrefix_IsNotSound()
    {
        var frame = Frame("abc"u8);
        for (var length = 0; length < frame.Length; length++)
        {
            Assert.False(JournalFrame.TryRead(frame.AsSpan(0, length), out _));
        }
    }

    private static byte[] Frame(ReadOnlySpan<byte> payload)
    {
        var output = new List<byte>();
        JournalFrame.Write(output, payload);
        return [.. output];
    }
}
