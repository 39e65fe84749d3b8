using System.Net;
using FsCheck;
using FsCheck.Fluent;
using NoticeService.Domain.Networks;

namespace NoticeService.Domain.Tests.Networks;

public sealed class AsnRangesTests
{
    // The first lines of the published table: 1.0.0.0/24 is AS13335, then a gap of 768, then 1.0.4.0/22 is AS38803.
    [Theory]
    [InlineData("0.255.255.255", 0u)]
    [InlineData("1.0.0.0", 13335u)]
    [InlineData("1.0.0.255", 13335u)]
    [InlineData("1.0.1.0", 0u)]
    [InlineData("1.0.3.255", 0u)]
    [InlineData("1.0.4.0", 38803u)]
    [InlineData("1.0.7.255", 38803u)]
    [InlineData("1.0.8.0", 0u)]
    [InlineData("::ffff:1.0.4.0", 38803u)]
    [InlineData("2001:db8::", 0u)]
    public void FindAsn_AtTheEdgesOfRanges(string address, uint expected) =>
        Assert.Equal(expected, Ranges("16777216,256,13335", "768,1024,38803").FindAsn(IPAddress.Parse(address)));

    [Fact]
    public void AddLine_RangeToTheLastAddress_Fits()
    {
        var ranges = Ranges("4294967040,256,64512");
        Assert.Equal(64512u, ranges.FindAsn(IPAddress.Broadcast));
        Assert.Equal(0u, Ranges().FindAsn(IPAddress.Broadcast));
    }

    [Theory]
    [InlineData("4294967040,257,1")]
    [InlineData("0,0,1")]
    [InlineData("0,1,0")]
    [InlineData("0,1")]
    [InlineData("0,1,2,3")]
    [InlineData("-1,1,2")]
    [InlineData("0,4294967296,2")]
    [InlineData("gap,length,asn")]
    [InlineData("")]
    public void AddLine_BadLine_SaysWhatIsWrong(string line) => Assert.NotNull(new AsnRangesBuilder().AddLine(line));

    [Fact]
    public void FindAsn_AnyRanges_AgreesWithALinearScan()
    {
        var range = Gen.Choose(0, 5).SelectMany(_ => Gen.Choose(1, 4), (gap, length) => ((uint)gap, (uint)length));
        var property = Prop.ForAll(range.ListOf().ToArbitrary(), ranges =>
        {
            var builder = new AsnRangesBuilder();
            var oracle = new uint[10_000];
            uint at = 0, asn = 0;
            foreach (var (gap, length) in ranges)
            {
                asn++;
                Assert.Null(builder.Add(gap, length, asn));
                at += gap;
                oracle.AsSpan((int)at, (int)length).Fill(asn);
                at += length;
            }

            var table = builder.Build();
            return Enumerable.Range(0, (int)at + 5).All(i => table.FindAsn(IPAddress.Parse($"0.0.{i >> 8}.{i & 255}")) == oracle[i]);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), property);
    }

    private static AsnRanges Ranges(params string[] lines)
    {
        var builder = new AsnRangesBuilder();
        Assert.All(lines, line => Assert.Null(builder.AddLine(line)));
        return builder.Build();
    }
}
