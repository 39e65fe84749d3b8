using System.Buffers.Binary;

namespace NoticeService.Domain.Ledger;

/// <summary>How one record stood when it was sealed.</summary>
/// <param name="NoticeId">Which.</param>
/// <param name="State">Then.</param>
/// <param name="ReceiptMs">Then; null for none.</param>
/// <param name="Body">Hash of what never changes.</param>
public readonly record struct SealedRecord(string NoticeId, NoticeState State, long? ReceiptMs, Digest Body)
{
    public static SealedRecord Of(LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new(record.NoticeId, record.State, record.ReceiptMs, CanonicalRecord.BodyHash(record));
    }

    /// <summary>Its leaf in the day's tree: of the body's hash (32 bytes), the state (1 byte) and the receipt (8 bytes, 0 for none).</summary>
    public Digest Leaf()
    {
        Span<byte> bytes = stackalloc byte[Digest.Size + 9];
        Body.Write(bytes);
        bytes[Digest.Size] = (byte)State;
        BinaryPrimitives.WriteInt64BigEndian(bytes[(Digest.Size + 1)..], ReceiptMs ?? 0);
        return MerkleTree.Leaf(bytes);
    }
}
