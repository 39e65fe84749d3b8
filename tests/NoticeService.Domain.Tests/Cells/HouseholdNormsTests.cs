using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Tests.Cells;

public sealed class HouseholdNormsTests
{
    private const ushort Television = 1;
    private const ushort Phone = 2;
    private const ushort NewRelease = 3;

    private static HouseholdNorms Seen(HouseholdNorms norms, ushort player, double log2Kbps, int windows = Norm.MatureObservations)
    {
        for (var i = 0; i < windows; i++)
        {
            norms = norms.Observe(player, log2Kbps);
        }

        return norms;
    }

    [Fact]
    public void Observe_NewRelease_HasNoNormUntilItHasGrownItsOwn()
    {
        var norms = Seen(HouseholdNorms.None, Television, 14);
        Assert.True(norms.Of(Television).IsMature);
        Assert.False(norms.Of(NewRelease).IsMature);

        norms = Seen(norms, NewRelease, 13);
        Assert.Equal(13, norms.Of(NewRelease).Log2Kbps, 0.1);
        Assert.Equal(14, norms.Of(Television).Log2Kbps, 0.1);
    }

    [Fact]
    public void Observe_TwoPlayersByTurns_KeepBothNorms()
    {
        var norms = HouseholdNorms.None;
        for (var i = 0; i < Norm.MatureObservations; i++)
        {
            norms = norms.Observe(Television, 14).Observe(Phone, 12);
        }

        Assert.True(norms.Of(Television).IsMature && norms.Of(Phone).IsMature);
        Assert.Equal(2 * Norm.MatureObservations, norms.Observations);
    }

    [Fact]
    public void Observe_ThirdPlayer_TakesThePlaceOfTheOneNotUsedForLongest()
    {
        var norms = Seen(Seen(HouseholdNorms.None, Television, 14), Phone, 12).Observe(NewRelease, 10);
        Assert.Equal(0, norms.Of(Television).Observations);
        Assert.True(norms.Of(Phone).IsMature);
    }

    [Fact]
    public void Of_PlayerThatDoesNotSay_IsAPlayerOfItsOwn()
    {
        var norms = Seen(HouseholdNorms.None, PlayerTag.Of(""), 14);
        Assert.True(norms.Of(0).IsMature);
        Assert.False(norms.Of(Television).IsMature);
    }

    // Norms are stored under these: if one changes, every household learns its norm again.
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 0xCD20)]
    [InlineData("tv/2.0", 0xC31A)]
    public void Tag_IsStable(string player, int expected) => Assert.Equal(expected, PlayerTag.Of(player));
}
