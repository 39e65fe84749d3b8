using System.Buffers.Binary;
using NoticeService.Domain.Ledger;

namespace NoticeService.Pipeline.Journal;

/// <summary>One record as it stood, and what a store that lost it must know again.</summary>
/// <param name="Record">Whole, so that an entry needs no other one.</param>
/// <param name="ToldMicros">When it was admitted, on the store's clock, us since the Unix epoch; 0 when this pod did not admit it.</param>
/// <param name="CooldownMicros">How long the household is told nothing more from then on.</param>
public readonly record struct JournalEntry(LedgerRecord Record, long ToldMicros, long CooldownMicros)
{
    private const int HeadSize = 16;

    internal byte[] Encode()
    {
        var record = CanonicalRecord.Write(Record);
        var bytes = new byte[HeadSize + record.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, ToldMicros);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), CooldownMicros);
        record.CopyTo(bytes, HeadSize);
        return bytes;
    }

    /// <exception cref="FormatException">It is none of ours.</exception>
    internal static JournalEntry Decode(ReadOnlySpan<byte> bytes) => bytes.Length < HeadSize
        ? throw new FormatException("The entry is cut off.")
        : new(CanonicalRecord.Read(bytes[HeadSize..]), BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
}
