using System.Security.Cryptography;

namespace NoticeService.Domain.Ledger;

/// <summary>
/// The tree hash of RFC 6962, section 2.1: leaves and nodes are told apart by their first byte, so that neither passes for the
/// other, and one record can be proved to be in a day without showing the others. Not thread-safe.
/// </summary>
public sealed class MerkleTree
{
    // Roots of full trees, the largest first: their sizes are the bits of the count.
    private readonly List<Digest> full = [];

    /// <summary>Leaves so far.</summary>
    public long Count { get; private set; }

    /// <summary>SHA-256 of 0x00 and the leaf's bytes.</summary>
    public static Digest Leaf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Digest.Size];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData([0]);
        sha.AppendData(bytes);
        sha.GetHashAndReset(hash);
        return Digest.Read(hash);
    }

    /// <summary>Adds the next leaf, by its hash.</summary>
    public void Add(Digest leaf)
    {
        for (var size = Count; (size & 1) == 1; size >>= 1)
        {
            leaf = Node(full[^1], leaf);
            full.RemoveAt(full.Count - 1);
        }

        full.Add(leaf);
        Count++;
    }

    /// <summary>The root of what was added; of nothing, the hash of nothing.</summary>
    public Digest Root()
    {
        if (full.Count == 0)
        {
            return Digest.Read(SHA256.HashData([]));
        }

        var root = full[^1];
        for (var i = full.Count - 2; i >= 0; i--)
        {
            root = Node(full[i], root);
        }

        return root;
    }

    private static Digest Node(Digest left, Digest right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Digest.Size)];
        bytes[0] = 1;
        left.Write(bytes[1..]);
        right.Write(bytes[(1 + Digest.Size)..]);
        Span<byte> hash = stackalloc byte[Digest.Size];
        SHA256.HashData(bytes, hash);
        return Digest.Read(hash);
    }
}
