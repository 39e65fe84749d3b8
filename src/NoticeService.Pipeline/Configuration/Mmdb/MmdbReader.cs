using System.Buffers.Binary;
using System.Net;

namespace NoticeService.Pipeline.Configuration.Mmdb;

/// <summary>Reads a MaxMind database (MMDB, format 2) that lies in memory. Immutable and thread-safe.</summary>
public sealed class MmdbReader
{
    // The format promises the metadata within the last 128 KiB, and 16 zero bytes between tree and data.
    private const int MetadataMaxBytes = 128 << 10;
    private const int SeparatorBytes = 16;

    private readonly ReadOnlyMemory<byte> tree;
    private readonly MmdbDecoder data;
    private readonly int dataBytes;
    private readonly uint v4Root;

    /// <exception cref="MmdbException">Not such a file, or cut short.</exception>
    public MmdbReader(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var searched = Math.Max(0, file.Length - MetadataMaxBytes);
        var marker = file.AsSpan(searched).LastIndexOf(MetadataMarker);
        if (marker < 0)
        {
            throw new MmdbException("The file has no MaxMind metadata: it is another kind of file, or cut short.");
        }

        var metadataAt = searched + marker;
        Metadata = MmdbMetadata.From(new MmdbDecoder(file.AsMemory(metadataAt + MetadataMarker.Length)).Decode(0));
        var treeBytes = (long)Metadata.NodeCount * Metadata.NodeBytes;
        if (treeBytes + SeparatorBytes > metadataAt)
        {
            throw new MmdbException($"The search tree needs {treeBytes} bytes, and {metadataAt} stand before the metadata.");
        }

        tree = file.AsMemory(0, (int)treeBytes);
        dataBytes = metadataAt - (int)treeBytes - SeparatorBytes;
        data = new MmdbDecoder(file.AsMemory((int)treeBytes + SeparatorBytes, dataBytes));
        v4Root = Metadata.IpVersion == 4 ? 0 : Walk(0, UInt128.Zero, 96);
    }

    public MmdbMetadata Metadata { get; }

    private static ReadOnlySpan<byte> MetadataMarker => [0xAB, 0xCD, 0xEF, (byte)'M', (byte)'a', (byte)'x', (byte)'M', (byte)'i', (byte)'n', (byte)'d', (byte)'.', (byte)'c', (byte)'o', (byte)'m'];

    /// <summary>The record of the network that holds an address.</summary>
    /// <returns>Null when there is none. Maps are <see cref="IReadOnlyDictionary{TKey,TValue}"/> of string to object, whole numbers are <see cref="ulong"/>.</returns>
    /// <exception cref="MmdbException">The file is broken there; never after <see cref="Verify"/> passed.</exception>
    public object? Find(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var v4 = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[16];
        if (!v4.TryWriteBytes(bytes, out var length) || (length == 16 && Metadata.IpVersion == 4))
        {
            return null;
        }

        var record = length == 4
            ? Walk(v4Root, (UInt128)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 96, 32)
            : Walk(0, BinaryPrimitives.ReadUInt128BigEndian(bytes), 128);
        return record <= Metadata.NodeCount ? null : data.Decode(DataOffset(record));
    }

    /// <summary>Checks every node and every record, so that no later look-up can fail.</summary>
    /// <exception cref="MmdbException">What is broken.</exception>
    public void Verify()
    {
        var seen = new HashSet<uint>();
        for (uint node = 0; node < Metadata.NodeCount; node++)
        {
            for (var side = 0; side < 2; side++)
            {
                var record = ReadRecord(node, side);
                if (record > Metadata.NodeCount && seen.Add(record))
                {
                    data.Decode(DataOffset(record));
                }
            }
        }
    }

    // At most `bits` steps, so that a tree that points back to itself ends too. The highest bit goes first.
    private uint Walk(uint node, UInt128 address, int bits)
    {
        for (var i = 0; i < bits && node < Metadata.NodeCount; i++)
        {
            node = ReadRecord(node, (int)(address >> 127));
            address <<= 1;
        }

        // Out of bits inside the tree: nothing is recorded for so long a prefix. (The way to ::/96 does end inside.)
        return node < Metadata.NodeCount && bits != 96 ? (uint)Metadata.NodeCount : node;
    }

    private uint ReadRecord(uint node, int side)
    {
        var bytes = tree.Span.Slice((int)(node * (long)Metadata.NodeBytes), Metadata.NodeBytes);
        return Metadata.RecordSizeBits switch
        {
            24 => ((uint)bytes[side * 3] << 16) | ((uint)bytes[side * 3 + 1] << 8) | bytes[side * 3 + 2],
            // The middle byte holds the highest four bits of both: left in its upper half.
            28 when side == 0 => ((uint)(bytes[3] & 0xF0) << 20) | ((uint)bytes[0] << 16) | ((uint)bytes[1] << 8) | bytes[2],
            28 => ((uint)(bytes[3] & 0x0F) << 24) | ((uint)bytes[4] << 16) | ((uint)bytes[5] << 8) | bytes[6],
            _ => BinaryPrimitives.ReadUInt32BigEndian(bytes[(side * 4)..]),
        };
    }

    private int DataOffset(uint record)
    {
        var offset = (long)record - Metadata.NodeCount - SeparatorBytes;
        return offset >= 0 && offset < dataBytes
            ? (int)offset
            : throw new MmdbException($"A record of the search tree points to byte {offset} of a data section of {dataBytes} bytes.");
    }
}
