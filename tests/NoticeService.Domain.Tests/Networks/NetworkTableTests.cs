using System.Net;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Samples;

namespace NoticeService.Domain.Tests.Networks;

public sealed class NetworkTableTests
{
    private const long Sold = 1_485_907_200_000; // 2017-02-01

    private static readonly Isp Verizon = new("verizon", "Verizon");
    private static readonly Isp Xo = new("xo", "XO");
    private static readonly NetPath Cogent = new("cogent", "Cogent", PathKind.Transit);

    [Theory]
    [InlineData("198.51.100.1", "verizon")] // by prefix, although its AS says XO
    [InlineData("198.51.101.1", "xo")] // by AS
    [InlineData("203.0.113.1", null)]
    [InlineData("2001:db8::1", "verizon")]
    [InlineData("2001:db9::1", null)]
    public void Resolve_PrefixThenAsn(string address, string? expected) => Assert.Equal(expected, Table().Resolve(IPAddress.Parse(address), Sold - 1)?.Id);

    [Theory]
    [InlineData(Sold - 1, "xo")]
    [InlineData(Sold, "verizon")]
    public void Resolve_AsnThatWasSold_GoesByTheDate(long timeMs, string expected) =>
        Assert.Equal(expected, Table().Resolve(IPAddress.Parse("198.51.101.1"), timeMs)?.Id);

    [Theory]
    [InlineData(Sold - 1, "xo")]
    [InlineData(Sold, "verizon")]
    public void Resolve_LongerPrefixNotYetOwned_FallsBackToTheShorter(long timeMs, string expected)
    {
        var table = new NetworkTable(
            [
                new IspNetworks(Verizon, [new OwnedPrefix(IpPrefix.Parse("10.1.0.0/16"), new Period(Sold, long.MaxValue))], []),
                new IspNetworks(Xo, [new OwnedPrefix(IpPrefix.Parse("10.0.0.0/8"), Period.Always)], []),
            ],
            [],
            []);
        Assert.Equal(expected, table.Resolve(IPAddress.Parse("10.1.2.3"), timeMs)?.Id);
    }

    [Fact]
    public void FindServer_AnyCase_GivesPathAndMetro()
    {
        Assert.Equal(new CdnServer("cache1.nyc", "cogent", "nyc"), Table().FindServer("CACHE1.nyc"));
        Assert.Null(Table().FindServer("cache2.nyc"));
    }

    [Fact]
    public void FindServer_OfAnIsp_IsOneObjectInAnyCaseAndItsOwnCell()
    {
        var table = Table();
        var seen = table.FindServer("CACHE1.nyc", "xo");
        Assert.Equal(new CdnServerRef("cache1.nyc", new CellKey("xo", "cogent", "nyc")), seen);
        Assert.Same(seen, table.FindServer("cache1.nyc", "xo"));
        Assert.Equal("verizon", table.FindServer("cache1.nyc", "verizon")!.Cell.Isp);
        Assert.Null(table.FindServer("cache2.nyc", "xo"));
    }

    [Fact]
    public void Lists_AreSortedAndFoundById()
    {
        var table = Table();
        Assert.Equal(["verizon", "xo"], table.Isps.Select(i => i.Id));
        Assert.Equal(["chi", "nyc"], table.Metros);
        Assert.Equal(Cogent, table.FindPath("cogent"));
        Assert.Equal(Xo, table.FindIsp("xo"));
        Assert.Null(table.FindIsp("Xo"));
    }

    [Fact]
    public void Constructor_AsnOfTwoIspsAtOnce_Throws()
    {
        var thrown = Assert.Throws<ArgumentException>(() => new NetworkTable(
            [new IspNetworks(Verizon, [], [new OwnedAsn(2828, Period.Always)]), new IspNetworks(Xo, [], [new OwnedAsn(2828, new Period(0, 1))])], [], []));
        Assert.Contains("AS2828", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_ServerOnNoPath_Throws() =>
        Assert.Throws<ArgumentException>(() => new NetworkTable([], [], [new CdnServer("cache1", "cogent", "nyc")]));

    [Fact]
    public void Empty_KnowsNothing()
    {
        Assert.Null(NetworkTable.Empty.Resolve(IPAddress.Loopback, 0));
        Assert.Null(NetworkTable.Empty.FindServer("cache1"));
    }

    private static NetworkTable Table()
    {
        var ranges = new AsnRangesBuilder();
        Assert.Null(ranges.AddLine("3325256704,512,2828")); // 198.51.100.0/23
        return new NetworkTable(
            [
                new IspNetworks(Xo, [], [new OwnedAsn(2828, new Period(long.MinValue, Sold))]),
                new IspNetworks(
                    Verizon,
                    [new OwnedPrefix(IpPrefix.Parse("198.51.100.0/24"), Period.Always), new OwnedPrefix(IpPrefix.Parse("2001:db8::/32"), Period.Always)],
                    [new OwnedAsn(2828, new Period(Sold, long.MaxValue))]),
            ],
            [Cogent],
            [new CdnServer("cache1.nyc", "cogent", "nyc"), new CdnServer("cache1.chi", "cogent", "chi")],
            ranges.Build());
    }
}
