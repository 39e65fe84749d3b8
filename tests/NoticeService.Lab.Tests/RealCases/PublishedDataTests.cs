using NoticeService.Lab.RealCases;

namespace NoticeService.Lab.Tests.RealCases;

public sealed class PublishedDataTests
{
    [Fact]
    public void Parse_QuotesAndCommas_AreOneField()
    {
        var row = Assert.Single(PublishedRows.Parse("x.csv", new StringReader("a,b,c\n1,\"x, \"\"y\"\"\",\n")));
        Assert.Equal(("1", "x, \"y\"", ""), (row["a"], row["b"], row["c"]));
    }

    [Fact]
    public void Parse_RowOfAnotherLength_NamesItsLine() =>
        Assert.Contains("x.csv, line 3", Assert.Throws<FormatException>(() => PublishedRows.Parse("x.csv", new StringReader("a,b\n1,2\n1\n"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Series_OfBothFiles_AreTwentySix()
    {
        var series = HourlySeries.All();
        Assert.Equal(26, series.Count);
        Assert.All(series, s => Assert.True(s.Peak.Mbps > 0 && s.OffPeak.Mbps > 0 && s.Peak.Tests > 0));
    }

    [Fact]
    public void Hours_OfAChart_AreTheirMedianAndTheSumOfTheirTests()
    {
        // Off-peak 10.6, 10.5, 8.9, 5.3, 3.7, 1.6, none under 50 tests; peak 0.2, 0.1, 0.1, 0.07.
        var att = HourlySeries.All().Single(s => s is { Isp: "AT&T", Area: "Atlanta" });
        Assert.Equal((7.1, 300), (Math.Round(att.OffPeak.Mbps, 6), att.OffPeak.Tests));
        Assert.Equal((0.1, 200), (att.Peak.Mbps, att.Peak.Tests));
    }

    [Theory]
    [InlineData("2014-01..2014-12", true)]
    [InlineData("2015-01..2015-12", false)]
    [InlineData("2015-05..2015-05", false)]
    public void Finding_ThatSharesMostMonths_IsTaken(string months, bool isDegraded)
    {
        var series = new HourlySeries("Verizon", "Level 3", "US", months, new Dictionary<int, HourOfDay>());
        Assert.Equal(isDegraded, PublishedFinding.Of(series, PublishedFinding.All())!.IsDegraded);
    }

    [Theory]
    [InlineData("2016-01..2016-03", "US")]
    [InlineData("2014-01..2014-12", "Dallas")]
    public void Finding_OfAnotherTimeOrPlace_IsNone(string months, string area) =>
        Assert.Null(PublishedFinding.Of(new HourlySeries("Verizon", "Level 3", area, months, new Dictionary<int, HourOfDay>()), PublishedFinding.All()));
}
