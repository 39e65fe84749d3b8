using System.Net;
using System.Text;

namespace NoticeService.Pipeline.Tests.Configuration.Mmdb;

/// <summary>Writes small databases, for record sizes and damage that the published ones do not have.</summary>
internal static class MmdbBuilder
{
    public static byte[] Build(int recordSize, int ipVersion, params (string Prefix, ushort Asn)[] networks)
    {
        var nodes = new List<long[]> { new long[] { -1, -1 } };
        var data = new List<byte>();
        foreach (var (prefix, asn) in networks)
        {
            var network = IPNetwork.Parse(prefix);
            var bytes = network.BaseAddress.GetAddressBytes();
            var node = 0;
            for (var bit = 0; bit < network.PrefixLength; bit++)
            {
                var side = (bytes[bit / 8] >> (7 - bit % 8)) & 1;
                if (bit == network.PrefixLength - 1)
                {
                    // Below -1: an offset in the data.
                    nodes[node][side] = -2 - data.Count;
                }
                else
                {
                    if (nodes[node][side] < 0)
                    {
                        nodes[node][side] = nodes.Count;
                        nodes.Add([-1, -1]);
                    }

                    node = (int)nodes[node][side];
                }
            }

            data.AddRange([0xE1, .. Utf8("autonomous_system_number"), 0xA2, (byte)(asn >> 8), (byte)asn]);
        }

        var tree = nodes.SelectMany(n => Node(recordSize, Record(n[0], nodes.Count), Record(n[1], nodes.Count)));
        return [.. tree, .. new byte[16], .. data, .. Metadata(recordSize, ipVersion, nodes.Count)];
    }

    /// <summary>One node, both sides of which point to the start of the data.</summary>
    public static byte[] WithData(byte[] data) => [.. Node(24, 17, 17), .. new byte[16], .. data, .. Metadata(24, 4, 1)];

    private static uint Record(long value, int nodes) => value switch
    {
        >= 0 => (uint)value,
        -1 => (uint)nodes,
        _ => (uint)(nodes + 16 - 2 - value),
    };

    private static byte[] Node(int recordSize, uint left, uint right) => recordSize switch
    {
        24 => [(byte)(left >> 16), (byte)(left >> 8), (byte)left, (byte)(right >> 16), (byte)(right >> 8), (byte)right],
        28 =>
        [
            (byte)(left >> 16), (byte)(left >> 8), (byte)left, (byte)((left >> 24 << 4) | (right >> 24)),
            (byte)(right >> 16), (byte)(right >> 8), (byte)right,
        ],
        _ =>
        [
            (byte)(left >> 24), (byte)(left >> 16), (byte)(left >> 8), (byte)left,
            (byte)(right >> 24), (byte)(right >> 16), (byte)(right >> 8), (byte)right,
        ],
    };

    private static byte[] Metadata(int recordSize, int ipVersion, int nodes) =>
    [
        0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8, 0xE6,
        .. Utf8("binary_format_major_version"), 0xA1, 2,
        .. Utf8("ip_version"), 0xA1, (byte)ipVersion,
        .. Utf8("record_size"), 0xA1, (byte)recordSize,
        .. Utf8("node_count"), 0xC2, (byte)(nodes >> 8), (byte)nodes,
        .. Utf8("database_type"), .. Utf8("Test-ASN"),
        .. Utf8("build_epoch"), 0x04, 0x02, 0x52, 0x00, 0x00, 0x00,
    ];

    private static byte[] Utf8(string text) => [(byte)(0x40 | text.Length), .. Encoding.UTF8.GetBytes(text)];
}
