using System.Net;
using System.Text.Json;
using NoticeService.Pipeline.Configuration.Mmdb;

namespace NoticeService.Pipeline.Tests.Configuration.Mmdb;

public sealed class MmdbReaderTests
{
    private static readonly byte[] Asn = File.ReadAllBytes(TestFolder.Data("GeoLite2-ASN-Test.mmdb"));

    [Theory]
    [InlineData("GeoLite2-ASN-Test", "GeoLite2-ASN")]
    [InlineData("GeoIP2-ISP-Test", "GeoIP2-ISP")]
    public void Find_EveryNetworkOfTheSource_GivesItsRecord(string name, string type)
    {
        var networks = Open(name);
        Assert.Equal(type, networks.Reader.Metadata.DatabaseType);
        using var source = JsonDocument.Parse(File.ReadAllText(TestFolder.Data($"{name}.json")));
        var entries = source.RootElement.EnumerateArray().SelectMany(e => e.EnumerateObject()).ToList();
        Assert.True(entries.Count > 500);

        // A later, longer network of the source lies over an earlier one: ask each where it shows.
        var all = entries.Select(e => IPNetwork.Parse(e.Name)).ToList();
        var asked = 0;
        foreach (var (entry, network) in entries.Zip(all))
        {
            var inner = all.Where(n => n.PrefixLength > network.PrefixLength && network.Contains(n.BaseAddress)).ToList();
            foreach (var address in (IPAddress[])[network.BaseAddress, LastOf(network)])
            {
                if (!inner.Exists(n => n.Contains(address)))
                {
                    asked++;
                    var found = networks.Find(address);
                    Assert.NotNull(found);
                    Assert.Equal(Text(entry.Value, "isp"), found.IspName);
                    Assert.Equal(Text(entry.Value, "autonomous_system_organization"), found.Organization);
                    Assert.Equal(
                        entry.Value.TryGetProperty("autonomous_system_number", out var asn) ? asn.GetUInt32() : 0, networks.FindAsn(address));
                }
            }
        }

        Assert.True(asked > entries.Count, $"Only {asked} addresses of {entries.Count} networks show through.");
    }

    [Theory]
    [InlineData("12.81.92.0", 7018u)]
    [InlineData("12.81.95.255", 7018u)]
    [InlineData("::ffff:12.81.92.0", 7018u)]
    [InlineData("1.0.0.255", 15169u)]
    [InlineData("1.0.1.0", 0u)]
    [InlineData("0.0.0.0", 0u)]
    [InlineData("255.255.255.255", 0u)]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 0u)]
    public void FindAsn_AtTheEdges(string address, uint expected) => Assert.Equal(expected, new MmdbNetworks(new MmdbReader(Asn)).FindAsn(IPAddress.Parse(address)));

    [Theory]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(32)]
    public void Find_RecordSizes_AllRead(int recordSize)
    {
        var reader = new MmdbReader(MmdbBuilder.Build(recordSize, 4, ("10.0.0.0/8", 64512), ("192.0.2.128/25", 64513), ("255.255.255.255/32", 64514)));
        reader.Verify();
        var networks = new MmdbNetworks(reader);
        Assert.Equal(64512u, networks.FindAsn(IPAddress.Parse("10.255.255.255")));
        Assert.Equal(0u, networks.FindAsn(IPAddress.Parse("11.0.0.0")));
        Assert.Equal(0u, networks.FindAsn(IPAddress.Parse("192.0.2.127")));
        Assert.Equal(64513u, networks.FindAsn(IPAddress.Parse("192.0.2.128")));
        Assert.Equal(64514u, networks.FindAsn(IPAddress.Broadcast));
        Assert.Equal(0u, networks.FindAsn(IPAddress.Parse("255.255.255.254")));
        Assert.Null(networks.Find(IPAddress.IPv6Loopback));
    }

    [Fact]
    public void Reader_TruncatedAnywhere_SaysSoOrStillAnswers()
    {
        for (var length = 0; length < Asn.Length; length += 1 + length / 300)
        {
            AnswersOrExplains(Asn[..length]);
        }
    }

    // A fixed seed: the same thousands of broken files in every run.
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(64)]
    public void Reader_BytesFlipped_SaysSoOrStillAnswers(int flips)
    {
        var random = new Random(flips);
        var refused = 0;
        for (var round = 0; round < 1_000; round++)
        {
            var broken = (byte[])Asn.Clone();
            for (var i = 0; i < flips; i++)
            {
                // Half of them in the metadata and the end of the data, where one byte matters most.
                var at = random.Next(2) == 0 ? random.Next(broken.Length) : broken.Length - 1 - random.Next(1_000);
                broken[at] = (byte)random.Next(256);
            }

            refused += AnswersOrExplains(broken) ? 0 : 1;
        }

        Assert.InRange(refused, 1, 1_000);
    }

    [Fact]
    public void Reader_MapThatContainsItself_IsRefused()
    {
        // The record is a map whose value points back to the map.
        byte[] loop = [0xE1, 0x41, (byte)'a', 0x20, 0x00];
        var reader = new MmdbReader(MmdbBuilder.WithData(loop));
        Assert.Contains("too deep", Assert.Throws<MmdbException>(reader.Verify).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reader_PointerToPointer_IsRefused()
    {
        byte[] pointers = [0x20, 0x02, 0x20, 0x00];
        Assert.Contains("pointer", Assert.Throws<MmdbException>(new MmdbReader(MmdbBuilder.WithData(pointers)).Verify).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reader_ArraysThatMultiply_AreRefused()
    {
        // Each level is an array of three pointers to the level below: 3^13 values in 100 bytes.
        var bytes = new List<byte> { 0xA0 };
        var below = 0;
        for (var level = 0; level < 13; level++)
        {
            var at = bytes.Count;
            bytes.AddRange([0x03, 0x04]);
            for (var i = 0; i < 3; i++)
            {
                bytes.AddRange([(byte)(0x20 | (below >> 8)), (byte)below]);
            }

            below = at;
        }

        // The tree points to the start of the data: begin with a pointer to the top.
        var shifted = new byte[] { (byte)(0x20 | ((below + 2) >> 8)), (byte)(below + 2) }.Concat(Shift(bytes, 2)).ToArray();
        Assert.Throws<MmdbException>(new MmdbReader(MmdbBuilder.WithData(shifted)).Verify);
    }

    [Fact]
    public void Constructor_AnotherKindOfFile_SaysSo() =>
        Assert.Contains("no MaxMind metadata", Assert.Throws<MmdbException>(() => new MmdbReader("{}"u8.ToArray())).Message, StringComparison.Ordinal);

    private static bool AnswersOrExplains(byte[] file)
    {
        try
        {
            var networks = new MmdbNetworks(new MmdbReader(file));

            // Once it is verified, no look-up may fail.
            foreach (var address in (string[])["1.0.0.1", "12.81.92.1", "255.255.255.255", "2600:6000::1", "::", "2c0f:ff40::"])
            {
                networks.Find(IPAddress.Parse(address));
            }

            return true;
        }
        catch (MmdbException broken)
        {
            Assert.NotEmpty(broken.Message);
            return false;
        }
    }

    private static byte[] Shift(List<byte> arrays, int by)
    {
        // Moves the targets of the pointers along with the bytes.
        var shifted = arrays.ToArray();
        for (var i = 1; i + 8 <= shifted.Length; i += 8)
        {
            for (var p = i + 2; p < i + 8; p += 2)
            {
                var target = (((shifted[p] & 7) << 8) | shifted[p + 1]) + by;
                shifted[p] = (byte)(0x20 | (target >> 8));
                shifted[p + 1] = (byte)target;
            }
        }

        return shifted;
    }

    private static (MmdbReader Reader, Func<IPAddress, MmdbNetwork?> Find, Func<IPAddress, uint> FindAsn) Open(string name)
    {
        var reader = new MmdbReader(File.ReadAllBytes(TestFolder.Data($"{name}.mmdb")));
        var networks = new MmdbNetworks(reader);
        return (reader, networks.Find, networks.FindAsn);
    }

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static IPAddress LastOf(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}
