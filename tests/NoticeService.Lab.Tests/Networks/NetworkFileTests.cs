using System.IO.Compression;
using NoticeService.Lab.Networks;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Tests.Networks;

public sealed class NetworkFileTests : IDisposable
{
    private const string Servers = """ "servers":[{"name":"s1","path":"cogent","metro":"nyc"}] """;

    private readonly string folder = Directory.CreateTempSubdirectory("lab-network-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Read_Prefixes_BecomeRangesOfThatSize()
    {
        var network = Read($$"""{"isps":[{"id":"a","name":"A","prefixes":["10.1.0.0/16","2001:db8::/32","10.2.3.0/24"]}],{{Servers}}}""");

        Assert.Equal([new AddressRange(0x0A010000, 0x0A01FFFF), new AddressRange(0x0A020300, 0x0A0203FF)], Assert.Single(network.Isps).Ranges);
        Assert.Equal(["cogent"], network.Paths);
        Assert.Equal(["nyc"], network.Metros);
    }

    [Fact]
    public void Read_Asns_BecomeTheirAnnouncedRanges()
    {
        using (var file = new StreamWriter(new GZipStream(File.Create(Path.Combine(folder, "asn.csv.gz")), CompressionLevel.Fastest)))
        {
            file.Write("gap,length,asn\n256,512,7922\n0,256,701\n256,256,7922\n");
        }

        var network = Read($$"""{"asnTable":"asn.csv.gz","isps":[{"id":"c","name":"C","asns":[7922]},{"id":"v","name":"V","asns":["AS701"]}],{{Servers}}}""");

        Assert.Equal([new AddressRange(256, 767), new AddressRange(1280, 1535)], network.Isps[0].Ranges);
        Assert.Equal([new AddressRange(768, 1023)], network.Isps[1].Ranges);
    }

    [Fact]
    public void Read_PrefixWhoseTimeIsOver_IsLeftOut()
    {
        var network = Read($$"""{"isps":[{"id":"a","name":"A","prefixes":[{"prefix":"10.1.0.0/16","to":"2016-01-01"},{"prefix":"10.2.0.0/16","from":"2016-01-01"}]}],{{Servers}}}""");

        Assert.Equal(0x0A020000u, Assert.Single(network.Isps[0].Ranges).First);
    }

    [Theory]
    [InlineData("{", "depth")]
    [InlineData("""{"servers":[]}""", "isps")]
    [InlineData("""{"isps":[{"name":"A"}],"servers":[]}""", "\"id\"")]
    [InlineData("""{"isps":[],"servers":[]}""", "at least one")]
    public void Read_BadFile_SaysWhatIsMissing(string json, string expected)
    {
        var error = Assert.Throws<FormatException>(() => Read(json));

        Assert.Contains(expected, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("n.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0u, 255u, 1)]
    [InlineData(1u, 255u, 0)]
    [InlineData(0u, 254u, 0)]
    [InlineData(1u, 1023u, 3)]
    [InlineData(0u, uint.MaxValue, 1 << 24)]
    public void Blocks_OfARange_AreTheWholeOnesInside(uint first, uint last, long expected)
    {
        var range = new AddressRange(first, last);

        Assert.Equal(expected, range.Blocks);
        if (expected > 0)
        {
            Assert.True(range.Block(0) >= first && range.Block(expected - 1) + 255 <= last);
        }
    }

    private WorldNetwork Read(string json)
    {
        var path = Path.Combine(folder, "n.json");
        File.WriteAllText(path, json);
        return NetworkFile.Read(path);
    }
}
