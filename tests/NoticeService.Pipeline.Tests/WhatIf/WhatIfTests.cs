using NoticeService.Domain.Admission;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.WhatIf;

namespace NoticeService.Pipeline.Tests.WhatIf;

/// <summary>What each part of a policy makes of a ledger.</summary>
public sealed class WhatIfTests : WhatIfScene
{
    [Fact]
    public async Task EmptyLedger_NothingToCompare()
    {
        var report = await AskAsync(Policy(Cohort()), Policy(Cohort()));
        Assert.Equal((0, 0), (report.Notices, report.Older));
        Assert.Empty(report.Rows);
    }

    [Theory]
    [InlineData("\"percentage\": 0", "", "Told NotInCohort 1")]
    [InlineData("\"percentage\": 100, \"isps\": [\"comcast\"]", "", "Told NotInCohort 1")]
    [InlineData("\"percentage\": 100, \"deny\": [\"user-1\"]", "", "Told NotInCohort 1")]
    [InlineData("\"percentage\": 0, \"allow\": [\"user-1\"]", "", "Told Told 1")]
    [InlineData("\"percentage\": 100, \"starts\": \"2014-06-06T00:00:00Z\"", "", "Told NotInCohort 1")]
    [InlineData("\"percentage\": 100, \"holdout_share\": 1", "", "Told HeldOut 1")]
    [InlineData("\"percentage\": 100, \"shadow\": true", "", "Told Shadowed 1")]
    [InlineData("\"percentage\": 100", ", \"suspensions\": [{ \"scope\": \"isp:verizon\", \"reason\": \"a letter\", \"operator\": \"ann\" }]", "Told Suspended 1")]
    [InlineData("\"percentage\": 100", ", \"suspensions\": [{ \"scope\": \"isp:comcast\", \"reason\": \"a letter\", \"operator\": \"ann\" }]", "Told Told 1")]
    [InlineData("\"percentage\": 100", ", \"texts\": { \"interconnect\": { \"en\": \"It is crowded on the way to {isp}.\" } }", "Told OtherText 1")]
    public async Task EachPartOfAPolicy_MakesItsDifference(string cohort, string more, string expected)
    {
        Told(1, decidedMs: Begin - HourMs);
        Assert.Equal(expected, Of(await AskAsync(Policy(Cohort()), Policy(Cohort(rest: cohort), more: more))));
        Assert.Equal(expected.StartsWith("Told Told", StringComparison.Ordinal) ? 0 : 1, Differences.Count);
    }

    [Fact]
    public async Task AnotherCohortTakesHim_IsSaid()
    {
        Told(1);
        Assert.Equal("Told OtherCohort 1", Of(await AskAsync(Policy(Cohort()), Policy(Cohort("first") + ", " + Cohort()))));
        Assert.Equal("first", Differences[0].WouldBe.Cohort);
    }

    [Fact]
    public async Task LowerPercentage_KeepsWhomTheHashKeeps()
    {
        for (var user = 0; user < 500; user++)
        {
            Told(user);
        }

        var salted = "\"percentage\": 30, \"salt\": \"pepper\"";
        var report = await AskAsync(Policy(Cohort()), Policy(Cohort(rest: salted)));
        var kept = Enumerable.Range(0, 500).Count(user => CohortHash.Membership("pepper", User(user)) < 0.3);
        Assert.InRange(kept, 100, 200);
        Assert.Equal($"Told Told {kept}; Told NotInCohort {500 - kept}", Of(report));
        Assert.Equal([new WhatIfShare("verizon", 500, kept)], report.Isps);
        Assert.Equal([new WhatIfShare("test", 500, kept)], report.Cohorts);
        Assert.All(Differences, d => Assert.True(CohortHash.Membership("pepper", d.Record.Household) >= 0.3));
    }

    [Fact]
    public async Task LongerCooldown_RefusesWhoWasToldWithinIt_AndCountsFromWhatWouldHaveBeenTold()
    {
        foreach (var hour in (long[])[0, 25, 49, 73, 98])
        {
            Told(1, Begin + (hour * HourMs));
        }

        // Of 0, 25, 49, 73 and 98 h with 48 h between: 0, 49 and 98.
        Assert.Equal("Told Told 3; Told Cooldown 2", Of(await AskAsync(Policy(Cohort()), Policy(Cohort(), pacing: "{ \"cooldown_hours\": 48 }"))));
        Assert.Equal([Begin + (25 * HourMs), Begin + (73 * HourMs)], Differences.Select(d => d.Record.DecidedMs));
    }

    [Theory]
    [InlineData(-1_999, "Told Told 2")]
    [InlineData(-2_001, "Told Told 1; Told Cooldown 1")]
    public async Task Cooldown_OfWhatWasDecidedALookBefore_IsNotLacking(long ms, string expected)
    {
        Told(1);
        Told(1, Begin + (24 * HourMs) + ms);
        Assert.Equal(expected, Of(await AskAsync(Policy(Cohort()), Policy(Cohort()))));
    }

    [Fact]
    public async Task OlderNotices_AreReplayed_AndNotCompared()
    {
        Told(1);
        Told(1, Begin + (30 * HourMs));
        var report = await AskAsync(Policy(Cohort()), Policy(Cohort(), pacing: "{ \"cooldown_hours\": 48 }"), fromMs: Begin + HourMs);
        Assert.Equal((1, 1), (report.Notices, report.Older));
        Assert.Equal("Told Cooldown 1", Of(report));
        report = await AskAsync(Policy(Cohort()), Policy(Cohort()), toMs: Begin + HourMs);
        Assert.Equal((1, 0), (report.Notices, report.Older));
    }

    [Fact]
    public async Task LowerCap_KeepsTheFirst_AndTellsThemAgain()
    {
        for (var user = 0; user < 6; user++)
        {
            Told(user, Begin + user);
            Told(user, Begin + (48 * HourMs) + user);
        }

        Assert.Equal("Told Told 8; Told CapReached 4", Of(await AskAsync(Policy(Cohort()), Policy(Cohort(cap: 4)))));
        Assert.All(Differences, d => Assert.Contains(d.Record.Household, new[] { User(4), User(5) }));
    }

    [Fact]
    public async Task PlayerFilter_IsUnknown_UnlessTheCohortHadIt()
    {
        Told(1);
        var filtered = Policy(Cohort(rest: "\"percentage\": 100, \"players\": [\"tv-app\"]"));
        Assert.Equal("Told PlayerUnknown 1", Of(await AskAsync(Policy(Cohort()), filtered)));
        Assert.Equal("Told Told 1", Of(await AskAsync(filtered, filtered)));
        Assert.Equal("Told PlayerUnknown 1", Of(await AskAsync(filtered, Policy(Cohort("other", "\"percentage\": 100, \"players\": [\"tv-app\"]") + ", " + Cohort()))));
    }

    [Fact]
    public async Task TargetSize_FollowsFromThePopulation_AndWhatIsInForceStays()
    {
        for (var user = 0; user < 400; user++)
        {
            Told(user);
        }

        var sized = Policy(Cohort(rest: "\"target_size\": 100"));
        var report = await AskAsync(Policy(Cohort()), sized);
        Assert.Equal("Told NotInCohort 400", Of(report));
        Assert.Contains("'test'", Assert.Single(report.Remarks), StringComparison.Ordinal);

        await Populations.CountAsync(CohortDefinition.Everybody, [.. Enumerable.Range(0, 1_000).Select(User)], CancellationToken.None);
        report = await AskAsync(Policy(Cohort()), sized);
        Assert.Empty(report.Remarks);
        Assert.InRange(report.Isps[0].WouldBeTold, 20, 60);

        // In force it has grown to all; the target size still bounds whom it enrols.
        var selector = new CohortSelector(new ConfigurationLoader().LoadPolicy("sized", System.Text.Encoding.UTF8.GetBytes(sized)).Cohorts[0], Key);
        Sizes.Raise(selector, 1);
        Assert.Equal("Told Told 100; Told CapReached 300", Of(await AskAsync(sized, sized)));
    }

    [Fact]
    public async Task PolicyOfBefore_ShowsInTheColumnInForce()
    {
        Told(1);
        var row = Assert.Single((await AskAsync(Policy(Cohort(rest: "\"percentage\": 0")), Policy(Cohort()))).Rows, r => r.InForce > 0);
        Assert.Equal((ReplayedOutcome.NotInCohort, 0, 1), (row.WouldBe, row.Notices, row.InForce));
    }

    [Fact]
    public async Task SlowerPacing_TellsHowLate()
    {
        for (var user = 0; user < 100; user++)
        {
            Told(user);
        }

        var report = await AskAsync(Policy(Cohort(), pacing: "{ \"per_isp\": { \"per_second\": 50, \"burst\": 99 } }"), Policy(Cohort(), pacing: "{ \"per_isp\": { \"per_second\": 0.1, \"burst\": 0 } }"));
        Assert.Equal(new WhatIfWaits(99, 39, TimeSpan.FromSeconds(990)), report.Waits);
        Assert.Equal(default, report.InForceWaits with { Longest = default });
    }
}
