using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>Who is low with others, and who is not.</summary>
public sealed class CompanyTests
{
    private static readonly VerdictSettings Settings = new();

    [Fact]
    public void Join_LowCellsOfAnIsp_ShareOneCap()
    {
        var joined = Join(Readings.Low(Settings), Readings.Low(Settings, "level3"));
        Assert.All(joined.Values, c => Assert.True(c is { IsLow: true, JoinedOnly: false }));
        Assert.Single(joined.Values.Select(c => c.Cap).Distinct());
    }

    // No stratum of it has homes enough for a figure of its own, and like the others in what they show.
    [Fact]
    public void Join_CellTooSmallToSpeak_IsLowWithTheOthers()
    {
        var small = Readings.Scattered(Settings, "level3");
        Assert.False(small.IsLow);
        Assert.True(Join(Readings.Low(Settings), small)[small.Key] is { IsLow: true, JoinedOnly: true });
    }

    // The drop of the ISP as a whole is not this cell's.
    [Theory]
    [InlineData(40)]
    [InlineData(4)]
    public void Join_CellThatLostNothing_StaysOut(int homes)
    {
        var well = Readings.Cell(Settings, "level3", 0, homes);
        Assert.False(Join(Readings.Low(Settings, homes: 100), well)[well.Key].IsLow);
    }

    [Fact]
    public void Join_CellThatSurelyLostLittle_StaysOut()
    {
        var light = Readings.Cell(Settings, "level3", -0.3, 40);
        Assert.InRange(light.Testifying(13).Lost, Settings.ClosedDrop, Settings.NamedDrop);
        Assert.False(Join(Readings.Low(Settings, homes: 100), light)[light.Key].IsLow);
    }

    // The room above a cap that a stratum needs is what the named drop takes: 0.415 octaves for a quarter, one for a half.
    [Theory]
    [InlineData(0.25, true)]
    [InlineData(0.5, false)]
    public void Testifying_StratumTooNearTheCapToLoseTheNamedDrop_SaysNothing(double namedDrop, bool testifies)
    {
        var cell = Readings.Cell(Settings with { NamedDrop = namedDrop }, "cogent", 0, 40);
        Assert.Equal(testifies, cell.Testifying(15.5 - 0.8).Households > 0);
    }

    private static Dictionary<Domain.Cells.CellKey, CellReading> Join(params CellReading[] cells) => new Company(Settings).Join(cells);
}
