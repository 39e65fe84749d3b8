using System.IO.Compression;
using NoticeService.Lab.Networks;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Tests.Simulation;
using NoticeService.Pipeline.Configuration;

namespace NoticeService.Lab.Tests.Networks;

public sealed class NetworkFileTests : IDisposable
{
    private const string Servers = """ "paths":[{"id":"cogent","name":"Cogent","kind":"transit"}],"servers":[{"name":"s1","path":"cogent","metro":"nyc"}] """;

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

        var network = Read($$"""{"asn_ranges":"asn.csv.gz","isps":[{"id":"c","name":"C","asns":[7922]},{"id":"v","name":"V","asns":[701]}],{{Servers}}}""");

        Assert.Equal([new AddressRange(256, 767), new AddressRange(1280, 1535)], network.Isps[0].Ranges);
        Assert.Equal([new AddressRange(768, 1023)], network.Isps[1].Ranges);
    }

    [Fact]
    public void Read_PrefixWhoseTimeIsOver_IsLeftOut()
    {
        var network = Read($$"""{"isps":[{"id":"a","name":"A","prefixes":[{"prefix":"10.1.0.0/16","to":"2016-01-01"},{"prefix":"10.2.0.0/16","from":"2016-01-01"}]}],{{Servers}}}""");

        Assert.Equal(0x0A020000u, Assert.Single(network.Isps[0].Ranges).First);
    }

    [Fact]
    public void Read_AnotherIspsLongerPrefixInside_IsNotItsOwn()
    {
        var network = Read($$"""{"isps":[{"id":"a","name":"A","prefixes":["10.1.0.0/22"]},{"id":"b","name":"B","prefixes":["10.1.1.0/24"]}],{{Servers}}}""");

        Assert.True(network.Owns(network.Isps[0], 0x0A010001));
        Assert.False(network.Owns(network.Isps[0], 0x0A010101));
        Assert.True(network.Owns(network.Isps[1], 0x0A010101));
    }

    [Fact]
    public void Read_TheServicesOwnConfiguration_GivesEveryHouseholdAnAddressThatResolvesToItsIsp()
    {
        // A copy, as one makes to try something: the AS table that it names stays beside the program.
        var program = Path.Combine(RepositoryRoot(), "src", "NoticeService");
        var path = Path.Combine(folder, "notices.json");
        File.Copy(Path.Combine(program, "notices.json"), path);
        var network = NetworkFile.Read(path, new ConfigurationLoader(program));
        var table = new ConfigurationLoader(program).LoadNetwork(path);
        var nowMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        var households = Population.Draw(new WorldOptions { Seed = 1, Households = 3_000 }, network, TestWorlds.Traces);

        Assert.All(households, household =>
            Assert.Equal(network.Isps[household.Isp].Id, table.Resolve(System.Net.IPAddress.Parse(household.Address), nowMs)?.Id));
        Assert.Empty(CrowdingScript.Builtin().Mistakes(network));
        Assert.All(households.GroupBy(household => (household.Isp, household.Metro)), group =>
            Assert.True(group.Select(household => household.Address[..household.Address.LastIndexOf('.')]).Distinct().Count() >= 40));
        Assert.All(Enumerable.Range(0, network.Isps.Count * network.Metros.Count).Select(i => network.ServersOf(i / network.Metros.Count, i % network.Metros.Count)), servers => Assert.True(servers.Select(network.PathOf).Distinct().Count() >= 2));
    }

    [Fact]
    public void Read_FileThatTheServiceRefuses_IsRefusedWithItsMistakes()
    {
        var error = Assert.Throws<ConfigurationException>(() => Read($$"""{"isps":[{"name":"A"}],{{Servers}}}"""));

        Assert.Contains("n.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoIspWithAddresses_SaysSo()
    {
        var error = Assert.Throws<FormatException>(() => Read($$"""{"isps":[],{{Servers}}}"""));

        Assert.Contains("at least one", error.Message, StringComparison.Ordinal);
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

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "NoticeService.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("NoticeService.sln is not above the tests.");
        }

        return folder;
    }

    private WorldNetwork Read(string json)
    {
        var path = Path.Combine(folder, "n.json");
        File.WriteAllText(path, json);
        return NetworkFile.Read(path, new ConfigurationLoader());
    }
}
