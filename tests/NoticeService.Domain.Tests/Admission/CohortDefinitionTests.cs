using NoticeService.Domain.Admission;

namespace NoticeService.Domain.Tests.Admission;

public sealed class CohortDefinitionTests
{
    private static readonly CohortDefinition Cohort = new() { Name = "c", Salt = "c", HardCap = 1, Percentage = 1 };

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    [InlineData(199, true)]
    [InlineData(200, false)]
    public void RunsAt_StartIsInAndEndIsOut(long nowMs, bool expected)
    {
        var campaign = Cohort with { StartsMs = 100, EndsMs = 200 };
        Assert.Equal(expected, campaign.RunsAt(nowMs));
        Assert.False((campaign with { Enabled = false }).RunsAt(nowMs));
        Assert.True(Cohort.RunsAt(nowMs));
    }

    [Fact]
    public void Accepts_WithoutFilters_TakesAll() => Assert.True(Cohort.Accepts("verizon", "nyc", ""));

    [Theory]
    [InlineData("verizon", "nyc", "tv-app 7.2", true)]
    [InlineData("comcast", "nyc", "tv-app 7.2", false)]
    [InlineData("verizon", "chi", "tv-app 7.2", false)]
    [InlineData("verizon", "nyc", "web 7.2", false)]
    [InlineData("verizon", "nyc", "tv", false)]
    public void Accepts_EveryFilterMustHold(string isp, string metro, string player, bool expected)
    {
        var filtered = Cohort with { Isps = new HashSet<string> { "verizon" }, Metros = new HashSet<string> { "nyc" }, Players = ["tv-app 7."] };
        Assert.Equal(expected, filtered.Accepts(isp, metro, player));
    }
}
