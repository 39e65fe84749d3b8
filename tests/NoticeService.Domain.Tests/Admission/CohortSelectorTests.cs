using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;

namespace NoticeService.Domain.Tests.Admission;

public sealed class CohortSelectorTests
{
    private const int Many = 20_000;

    private static readonly HouseholdKey Key = new(new byte[HouseholdKey.MinLengthBytes]);
    private static readonly CohortDefinition Cohort = new() { Name = "c", Salt = "2014", HardCap = 1_000, Percentage = 10 };
    private static readonly HouseholdId[] Users = [.. Enumerable.Range(0, Many).Select(i => Key.Pseudonym($"user-{i}"))];

    [Fact]
    public void Includes_RaisedPercentage_OnlyAdds()
    {
        HashSet<HouseholdId> before = [];
        foreach (var percentage in new[] { 0, 1, 10, 50, 100 })
        {
            var now = Members(Cohort with { Percentage = percentage });
            Assert.Superset(before, now);
            // Six standard deviations of a binomial.
            var expected = Many * percentage / 100.0;
            Assert.InRange(now.Count, expected - (6 * Math.Sqrt(expected)), expected + (6 * Math.Sqrt(expected)));
            before = now;
        }

        Assert.Equal(Many, before.Count);
    }

    [Fact]
    public void Includes_AnotherSalt_TakesOthers()
    {
        var both = Members(Cohort);
        both.IntersectWith(Members(Cohort with { Salt = "2015" }));

        // A tenth of a tenth.
        Assert.InRange(both.Count, 200 - (6 * Math.Sqrt(200)), 200 + (6 * Math.Sqrt(200)));
    }

    [Fact]
    public void HoldsOut_OfTheMembers_IsItsShare_WhoeverTheyAre()
    {
        var cohort = Cohort with { Percentage = 50, HoldoutShare = 0.1 };
        var selector = new CohortSelector(cohort, Key);
        var members = Members(cohort);
        var held = members.Count(selector.HoldsOut);

        Assert.InRange(held, (members.Count / 10.0) - (6 * Math.Sqrt(members.Count / 10.0)), (members.Count / 10.0) + (6 * Math.Sqrt(members.Count / 10.0)));
    }

    [Fact]
    public void Includes_Lists_WinOverTheHash_AndDenyWinsOverAllow()
    {
        var selector = new CohortSelector(Cohort with { Percentage = 0, Allow = new HashSet<string> { "user-1", "user-2" }, Deny = new HashSet<string> { "user-2" } }, Key);
        Assert.Equal([Users[1]], Users.Where(user => Includes(selector, user)));

        // The filters and the campaign still hold.
        var elsewhere = new CohortSelector(Cohort with { Allow = new HashSet<string> { "user-1" }, Isps = new HashSet<string> { "comcast" } }, Key);
        Assert.False(Includes(elsewhere, Users[1]));
        Assert.False(Includes(new CohortSelector(Cohort with { Percentage = 100, Enabled = false }, Key), Users[1]));
    }

    [Fact]
    public void TargetSize_CapsTheEnrolled()
    {
        var cohort = Cohort with { Percentage = null, TargetSize = 500 };
        Assert.Equal(500, new CohortSelector(cohort, Key).EnrolmentCap);
        Assert.Equal(1_000, new CohortSelector(cohort with { TargetSize = 2_000 }, Key).EnrolmentCap);
        Assert.Equal(1_000, new CohortSelector(Cohort, Key).EnrolmentCap);
    }

    [Fact]
    public void TargetSize_OfAKnownPopulation_HasAboutThatManyMembers()
    {
        var cohort = Cohort with { Percentage = null, TargetSize = 500 };
        Assert.InRange(Members(cohort, CohortShare.Of(500, Many)).Count, 500 - (6 * Math.Sqrt(500)), 500 + (6 * Math.Sqrt(500)));
    }

    [Fact]
    public void TargetSize_WithoutAShare_TakesThoseOfTheAllowListOnly()
    {
        var cohort = Cohort with { Percentage = null, TargetSize = 500, Allow = new HashSet<string> { "user-7" } };
        Assert.Equal([Users[7]], Members(cohort, 0));
    }

    [Fact]
    public void TargetSize_HigherShares_OnlyAdd()
    {
        var cohort = Cohort with { Percentage = null, TargetSize = 500 };
        HashSet<HouseholdId> before = [];
        foreach (var share in new[] { 0.0001, 0.001, 0.001, 0.02, 1 })
        {
            var now = Members(cohort, share);
            Assert.Superset(before, now);
            before = now;
        }

        Assert.Equal(Many, before.Count);
    }

    [Theory]
    [InlineData(200_000, 0, 0)]
    [InlineData(200_000, 1, 1)]
    [InlineData(200_000, 200_000, 1)]
    [InlineData(200_000, 800_000, 0.25)]
    public void Share_IsTheTargetOverThePopulation_AndNoneOfNobody(long target, long population, double expected) =>
        Assert.Equal(expected, CohortShare.Of(target, population));

    [Fact]
    public void Population_OtherFilters_AreAnother_WhateverTheirOrder()
    {
        var filtered = Cohort with { Isps = new HashSet<string> { "verizon", "comcast" }, Players = ["tv-app"] };
        string[] names =
        [
            Cohort.Population,
            filtered.Population,
            (filtered with { Isps = new HashSet<string> { "verizon" } }).Population,
            (filtered with { Isps = new HashSet<string>(), Metros = new HashSet<string> { "verizon", "comcast" } }).Population,
        ];
        Assert.Equal(CohortDefinition.Everybody, names[0]);
        Assert.Equal(4, names.Distinct().Count());
        Assert.Equal(names[1], (filtered with { Isps = new HashSet<string> { "comcast", "verizon" }, Name = "d", Salt = "s", HardCap = 9 }).Population);
    }

    private static HashSet<HouseholdId> Members(CohortDefinition cohort, double sized = 0)
    {
        var selector = new CohortSelector(cohort, Key);
        return [.. Users.Where(user => Includes(selector, user, sized))];
    }

    private static bool Includes(CohortSelector selector, HouseholdId user, double sized = 0) => selector.Includes(user, "verizon", "nyc", "tv-app 7.2", sized, 1);
}
