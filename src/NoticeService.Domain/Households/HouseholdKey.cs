using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace NoticeService.Domain.Households;

/// <summary>The secret that turns user ids and addresses into pseudonyms. Destroying it erases the people. Thread-safe.</summary>
public sealed class HouseholdKey
{
    /// <summary>Shortest key accepted, bytes.</summary>
    public const int MinLengthBytes = 16;

    private readonly byte[] key;

    /// <exception cref="ArgumentException">Fewer than <see cref="MinLengthBytes"/> bytes.</exception>
    public HouseholdKey(ReadOnlySpan<byte> key)
    {
        if (key.Length < MinLengthBytes)
        {
            throw new ArgumentException($"The household key has {key.Length} bytes; at least {MinLengthBytes} are needed.", nameof(key));
        }

        this.key = key.ToArray();
    }

    /// <summary>The pseudonym of a user id.</summary>
    public HouseholdId Pseudonym(string userId)
    {
        ArgumentNullException.ThrowIfNull(userId);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hash(userId, hash);
        return new HouseholdId(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    /// <summary>A keyed 64-bit hash, for sketches of ids that must not be readable (address blocks, sessions).</summary>
    public ulong Digest(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hash(text, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    private void Hash(string text, Span<byte> hash)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Span<byte> utf8 = length <= 512 ? stackalloc byte[512] : new byte[length];
        Encoding.UTF8.GetBytes(text, utf8);
        HMACSHA256.HashData(key, utf8[..length], hash);
    }
}
