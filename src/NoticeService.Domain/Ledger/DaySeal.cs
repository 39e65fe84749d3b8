using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NoticeService.Domain.Ledger;

/// <summary>
/// The seal of one UTC day: the records decided on it, and the supplement, which are the records of days sealed before that came
/// or moved since. Each seal holds the hash of the one before, so that none can be changed, left out or put between.
/// </summary>
public sealed record DaySeal
{
    public required DateOnly Day { get; init; }

    /// <summary>Hash of the seal of the day before; zero for the first.</summary>
    public required Digest Previous { get; init; }

    public required long Records { get; init; }

    /// <summary>Root of the tree of the day's records, in the order of their ids (ordinal).</summary>
    public required Digest RecordsRoot { get; init; }

    public required long Supplement { get; init; }

    /// <summary>The same of the supplement.</summary>
    public required Digest SupplementRoot { get; init; }

    /// <summary>The lease epoch of the pod that sealed.</summary>
    public required long Epoch { get; init; }

    /// <summary>When, on that pod's clock, ms.</summary>
    public required long SealedMs { get; init; }

    /// <summary>First ms of a UTC day.</summary>
    public static long StartMs(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>The UTC day of a time; times before 1970 count as its first ms.</summary>
    public static DateOnly DayOf(long ms) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(0, ms)).UtcDateTime);

    /// <summary>Seals lists that are in the order of their ids.</summary>
    public static DaySeal Of(DateOnly day, Digest previous, IEnumerable<SealedRecord> records, IEnumerable<SealedRecord> supplement, long epoch, long sealedMs)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(supplement);
        var (own, late) = (Tree(records), Tree(supplement));
        return new DaySeal
        {
            Day = day,
            Previous = previous,
            Records = own.Count,
            RecordsRoot = own.Root(),
            Supplement = late.Count,
            SupplementRoot = late.Root(),
            Epoch = epoch,
            SealedMs = sealedMs,
        };
    }

    /// <summary>
    /// SHA-256 of the byte 2; the day as text, yyyy-MM-dd; the hash before; count and root of the records; count and root of the
    /// supplement; epoch; time. Counts, epoch and time have 8 bytes, big-endian.
    /// </summary>
    public Digest Hash()
    {
        Span<byte> bytes = stackalloc byte[1 + 10 + (3 * Digest.Size) + (4 * 8)];
        bytes[0] = 2;
        Encoding.ASCII.GetBytes(Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), bytes[1..]);
        Previous.Write(bytes[11..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[43..], Records);
        RecordsRoot.Write(bytes[51..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[83..], Supplement);
        SupplementRoot.Write(bytes[91..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[123..], Epoch);
        BinaryPrimitives.WriteInt64BigEndian(bytes[131..], SealedMs);
        Span<byte> hash = stackalloc byte[Digest.Size];
        SHA256.HashData(bytes, hash);
        return Digest.Read(hash);
    }

    private static MerkleTree Tree(IEnumerable<SealedRecord> records)
    {
        var tree = new MerkleTree();
        foreach (var record in records)
        {
            tree.Add(record.Leaf());
        }

        return tree;
    }
}
