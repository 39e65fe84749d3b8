using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NoticeService.Domain.Households;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Ledger;

/// <summary>
/// A record as bytes, the same everywhere and for ever: what is hashed, and what the journal holds. Its test vectors are
/// <c>tests/NoticeService.Domain.Tests/Ledger/canonical.json</c>; a change of one of them would break every seal.
/// </summary>
/// <remarks>
/// All numbers are big-endian; a text is its length in bytes (4 bytes) and its UTF-8. First the part that never changes: version 1
/// (1 byte); notice id, household (32 hex digits), session id, verdict id, culprit (its name), ISP, path, metro, cohort; holdout and
/// shadow (1 byte each, 0 or 1); text, language; shortfall (IEEE 754 double, 8 bytes); decided, ms (8 bytes). Then what moves, 9
/// bytes: state (1 byte: 0 reserved, 1 sent, 2 displayed, 3 dismissed, 4 failed, 5 withheld); receipt, ms (8 bytes, 0 for none).
/// </remarks>
public static class CanonicalRecord
{
    private const byte Version = 1;
    private const int MovingSize = 9;

    /// <summary>The whole record.</summary>
    public static byte[] Write(LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var output = new ArrayBufferWriter<byte>(512);
        WriteByte(output, Version);
        WriteText(output, record.NoticeId);
        WriteText(output, record.Household.ToString());
        WriteText(output, record.SessionId);
        WriteText(output, record.VerdictId);
        WriteText(output, record.Culprit.ToString());
        WriteText(output, record.Isp);
        WriteText(output, record.Path);
        WriteText(output, record.Metro);
        WriteText(output, record.Cohort);
        WriteByte(output, record.Holdout ? (byte)1 : (byte)0);
        WriteByte(output, record.Shadow ? (byte)1 : (byte)0);
        WriteText(output, record.Text);
        WriteText(output, record.Language);
        WriteLong(output, BitConverter.DoubleToInt64Bits(record.Shortfall));
        WriteLong(output, record.DecidedMs);
        WriteByte(output, (byte)record.State);
        WriteLong(output, record.ReceiptMs ?? 0);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    public static LedgerRecord Read(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        if (ReadByte(ref rest) != Version)
        {
            throw new FormatException("The record is of a version that this build does not know.");
        }

        var record = new LedgerRecord
        {
            NoticeId = ReadText(ref rest),
            Household = HouseholdId.TryParse(ReadText(ref rest), out var household) ? household : throw new FormatException("The record has no household."),
            SessionId = ReadText(ref rest),
            VerdictId = ReadText(ref rest),
            Culprit = Enum.TryParse<Culprit>(ReadText(ref rest), out var culprit) ? culprit : throw new FormatException("The record's culprit is none of ours."),
            Isp = ReadText(ref rest),
            Path = ReadText(ref rest),
            Metro = ReadText(ref rest),
            Cohort = ReadText(ref rest),
            Holdout = ReadByte(ref rest) != 0,
            Shadow = ReadByte(ref rest) != 0,
            Text = ReadText(ref rest),
            Language = ReadText(ref rest),
            Shortfall = BitConverter.Int64BitsToDouble(ReadLong(ref rest)),
            DecidedMs = ReadLong(ref rest),
            State = ReadByte(ref rest) is var state && state <= (byte)NoticeState.Withheld ? (NoticeState)state : throw new FormatException("The record's state is none of ours."),
            ReceiptMs = ReadLong(ref rest) is var receipt && receipt != 0 ? receipt : null,
        };
        return rest.IsEmpty ? record : throw new FormatException("The record has something behind it.");
    }

    /// <summary>SHA-256 of the part that never changes.</summary>
    public static Digest BodyHash(LedgerRecord record) => Digest.Read(SHA256.HashData(Write(record).AsSpan(..^MovingSize)));

    private static void WriteByte(ArrayBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private static void WriteLong(ArrayBufferWriter<byte> output, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    private static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var span = output.GetSpan(4 + length);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        Encoding.UTF8.GetBytes(text, span[4..]);
        output.Advance(4 + length);
    }

    private static byte ReadByte(ref ReadOnlySpan<byte> rest) => Take(ref rest, 1)[0];

    private static long ReadLong(ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadInt64BigEndian(Take(ref rest, 8));

    private static string ReadText(ref ReadOnlySpan<byte> rest) =>
        Encoding.UTF8.GetString(Take(ref rest, BinaryPrimitives.ReadInt32BigEndian(Take(ref rest, 4))));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int length)
    {
        if (length < 0 || length > rest.Length)
        {
            throw new FormatException("The record is cut off.");
        }

        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}
