using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;

namespace NoticeService.Domain.Tests.Admission;

public sealed class CohortSelectorTests
{
    private const int Many = 20_000;

    private static readonly HouseholdKey Key = new(new byte[HouseholdKey.MinLengthBytes]);
    private static readonly CohortDefinition Cohort = new() { Name = "c", Salt = "2014", HardCap = 1_000, Percentage = 10 };
    private static readonly HouseholdId[] Users = [.. Enumerable.Range(0, Many).Select(i => Key.Pseudonym($"user-{i}"))];

    // By hashlib: sha256(b"member\0002014\0000...01")[:8] >> 11, over 2^53. They hold every user where he is.
    [Theory]
    [InlineData("2014", "00000000000000000000000000000001", 0.13867040592215485)]
    [InlineData("2015", "00000000000000000000000000000001", 0.6988071936081051)]
    [InlineData("2014", "ffffffffffffffffffffffffffffffff", 0.7672856050366159)]
    public void Membership_Vectors_Hold(string salt, string household, double expected) => Assert.Equal(expected, CohortHash.Membership(salt, Parse(household)));

    [Fact]
    public void Arm_Vector_IsAnotherThanThatOfMembership() => Assert.Equal(0.9657933171680035, CohortHash.Arm("2014", Parse("00000000000000000000000000000001")));

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
    public void TargetSize_TakesEveryUserAsACandidate_AndCapsTheEnrolled()
    {
        var cohort = Cohort with { Percentage = null, TargetSize = 500 };
        Assert.Equal(Many, Members(cohort).Count);
        Assert.Equal(500, new CohortSelector(cohort, Key).EnrolmentCap);
        Assert.Equal(1_000, new CohortSelector(cohort with { TargetSize = 2_000 }, Key).EnrolmentCap);
        Assert.Equal(1_000, new CohortSelector(Cohort, Key).EnrolmentCap);
    }

    private static HouseholdId Parse(string text) => HouseholdId.TryParse(text, out var id) ? id : throw new FormatException(text);

    private static HashSet<HouseholdId> Members(CohortDefinition cohort)
    {
        var selector = new CohortSelector(cohort, Key);
        return [.. Users.Where(user => Includes(selector, user))];
    }

    private static bool Includes(CohortSelector selector, HouseholdId user) => selector.Includes(user, "verizon", "nyc", "tv-app 7.2", 1);
}
