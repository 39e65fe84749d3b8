using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
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
/// All numbers are big-endian; a text is its length in bytes (4 bytes) and its UTF-8. First the part that never changes: version
/// (1 byte: 2 with the session's figures, 1 without); notice id, household (32 hex digits), session id, verdict id, culprit (its name), ISP, path,
/// metro, cohort; holdout and shadow (1 byte each, 0 or 1); text, language; shortfall (IEEE 754 double, 8 bytes); decided, ms (8 bytes). In version 2
/// the session's figures follow: norm, kbit/s (8 bytes); calm shortfall (double); starved (1 byte, 0 or 1); how many windows (4 bytes), and for each
/// its start, ms (8 bytes), kbit/s (8 bytes), shortfall (double), starved (1 byte). Then what moves, 9 bytes: state (1 byte: 0 reserved, 1 sent,
/// 2 displayed, 3 dismissed, 4 failed, 5 withheld); receipt, ms (8 bytes, 0 for none).
/// </remarks>
public static class CanonicalRecord
{
    private const byte WithoutFigures = 1;
    private const byte WithFigures = 2;
    private const int MovingSize = 9;

    /// <summary>The whole record.</summary>
    public static byte[] Write(LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var output = new ArrayBufferWriter<byte>(512);
        WriteByte(output, record.Figures is null ? WithoutFigures : WithFigures);
        WriteText(output, record.NoticeId);
        WriteText(output, record.Household.ToString());
        WriteText(output, record.SessionId);
        WriteText(output, record.VerdictId);
        WriteText(output, record.Culprit.ToString());
        WriteText(output, record.Isp);
        WriteText(output, record.Path);
        WriteText(output, record.Metro);
        WriteText(output, record.Cohort);
        WriteFlag(output, record.Holdout);
        WriteFlag(output, record.Shadow);
        WriteText(output, record.Text);
        WriteText(output, record.Language);
        WriteDouble(output, record.Shortfall);
        WriteLong(output, record.DecidedMs);
        if (record.Figures is { } figures)
        {
            WriteFigures(output, figures);
        }

        WriteByte(output, (byte)record.State);
        WriteLong(output, record.ReceiptMs ?? 0);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    public static LedgerRecord Read(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        var version = ReadByte(ref rest);
        if (version is not (WithoutFigures or WithFigures))
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
            Shortfall = ReadDouble(ref rest),
            DecidedMs = ReadLong(ref rest),
            Figures = version == WithFigures ? ReadFigures(ref rest) : null,
            State = ReadByte(ref rest) is var state && state <= (byte)NoticeState.Withheld ? (NoticeState)state : throw new FormatException("The record's state is none of ours."),
            ReceiptMs = ReadLong(ref rest) is var receipt && receipt != 0 ? receipt : null,
        };
        return rest.IsEmpty ? record : throw new FormatException("The record has something behind it.");
    }

    /// <summary>SHA-256 of the part that never changes.</summary>
    public static Digest BodyHash(LedgerRecord record) => Digest.Read(SHA256.HashData(Write(record).AsSpan(..^MovingSize)));

    private static void WriteFigures(ArrayBufferWriter<byte> output, SessionFigures figures)
    {
        WriteLong(output, figures.NormKbps);
        WriteDouble(output, figures.CalmShortfall);
        WriteFlag(output, figures.Starved);
        WriteInt(output, figures.Windows.Length);
        foreach (var window in figures.Windows)
        {
            WriteLong(output, window.StartMs);
            WriteLong(output, window.Kbps);
            WriteDouble(output, window.Shortfall);
            WriteFlag(output, window.Starved);
        }
    }

    private static SessionFigures ReadFigures(ref ReadOnlySpan<byte> rest)
    {
        var (norm, calm, starved, count) = (ReadLong(ref rest), ReadDouble(ref rest), ReadByte(ref rest) != 0, ReadInt(ref rest));
        if (count is < 0 or > SessionFigures.MostWindows)
        {
            throw new FormatException("The record has more windows than any.");
        }

        var windows = ImmutableArray.CreateBuilder<MeasuredWindow>(count);
        for (var i = 0; i < count; i++)
        {
            windows.Add(new(ReadLong(ref rest), ReadLong(ref rest), ReadDouble(ref rest), ReadByte(ref rest) != 0));
        }

        return new(norm, calm, starved, windows.MoveToImmutable());
    }

    private static void WriteByte(ArrayBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private static void WriteFlag(ArrayBufferWriter<byte> output, bool value) => WriteByte(output, value ? (byte)1 : (byte)0);

    private static void WriteInt(ArrayBufferWriter<byte> output, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    private static void WriteDouble(ArrayBufferWriter<byte> output, double value) => WriteLong(output, BitConverter.DoubleToInt64Bits(value));

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

    private static int ReadInt(ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadInt32BigEndian(Take(ref rest, 4));

    private static double ReadDouble(ref ReadOnlySpan<byte> rest) => BitConverter.Int64BitsToDouble(ReadLong(ref rest));

    private static long ReadLong(ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadInt64BigEndian(Take(ref rest, 8));

    private static string ReadText(ref ReadOnlySpan<byte> rest) =>
        Encoding.UTF8.GetString(Take(ref rest, ReadInt(ref rest)));

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
