using NoticeService.Domain.Admission;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>A cohort with a target size: who is counted, what share follows, and that it never falls.</summary>
public sealed class PopulationLoopTests : AdmissionScene
{
    private const long DayMs = 24 * 60 * 60 * 1_000;

    private static readonly CohortDefinition Cohort = new() { Name = "cohort-a", Salt = "cohort-a", HardCap = 100_000, TargetSize = 10 };

    [Fact]
    public async Task Round_BeforeADayIsCounted_TakesNobody_AndAfterItTheTargetsShare()
    {
        await ConfigureAsync(Configuration("\"target_size\": 10", 50, 50));
        await PlayAsync(40, "early");
        Assert.Equal(0, Sizes.ShareOf(Cohort));
        Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(1, Metrics.Refusals["not_in_cohort"]);

        Clock.Advance(DayMs - 1_000);
        await PlayAsync(60, "late");
        Assert.Equal(10.0 / 101, Sizes.ShareOf(Cohort), 12);
    }

    [Fact]
    public async Task Round_APopulationThatGrows_LowersNothing_AndAHigherTargetRaises()
    {
        await ConfigureAsync(Configuration("\"target_size\": 10, \"counting_hours\": 0", 50, 50));
        await PlayAsync(40, "first");
        Assert.Equal(0.25, Sizes.ShareOf(Cohort));
        await PlayAsync(40, "second");
        Assert.Equal(0.25, Sizes.ShareOf(Cohort));
        Assert.Equal(80, await Counted.EstimateAsync(CohortDefinition.Everybody, CancellationToken.None));

        await ConfigureAsync(Configuration("\"target_size\": 40, \"counting_hours\": 0", 50, 50));
        await Populations.RoundAsync(CancellationToken.None);
        Assert.Equal(0.5, Sizes.ShareOf(Cohort));
    }

    [Fact]
    public async Task Round_OnlyThoseThatPassTheFilters_AreThePopulation()
    {
        await ConfigureAsync(Configuration("\"target_size\": 10, \"counting_hours\": 0, \"players\": [\"other\"]", 50, 50));
        await PlayAsync(40, "s");
        var filtered = Cohort with { Players = ["other"] };
        Assert.Equal(0, Sizes.ShareOf(filtered));
        Assert.Equal(0, await Counted.EstimateAsync(filtered.Population, CancellationToken.None));

        // Another filter is another population: those who are there are counted for it.
        await ConfigureAsync(Configuration("\"target_size\": 10, \"counting_hours\": 0, \"players\": [\"test\"]", 50, 50));
        await Populations.RoundAsync(CancellationToken.None);
        Assert.Equal(0.25, Sizes.ShareOf(Cohort with { Players = ["test"] }));
    }

    [Fact]
    public async Task Round_ASession_IsCountedOnceAWeek_HoweverManySamplesItSends()
    {
        await ConfigureAsync(Configuration("\"target_size\": 10", 50, 50));
        await PlayAsync(40, "s");
        Assert.Equal(1, Counted.Counts);
        for (var round = 0; round < 5; round++)
        {
            Clock.Advance(10_000);
            await Populations.RoundAsync(CancellationToken.None);
        }

        Assert.Equal(1, Counted.Counts);
        Clock.Advance(PopulationPeriod.LengthMs);
        await Populations.RoundAsync(CancellationToken.None);
        Assert.Equal(2, Counted.Counts);
    }

    [Fact]
    public async Task Round_TheStoreFails_CountsAgain_AndOneThatForgot_GetsTheShareBackAndEverybodyAnew()
    {
        await ConfigureAsync(Configuration("\"target_size\": 10, \"counting_hours\": 0", 50, 50));
        Counted.Failing = true;
        await Assert.ThrowsAsync<Pipeline.Ports.StoreUnavailableException>(() => PlayAsync(40, "s"));
        Counted.Failing = false;
        await Populations.RoundAsync(CancellationToken.None);
        Assert.Equal(0.25, Sizes.ShareOf(Cohort));

        Counted.Forget();
        Clock.Advance(10_000);
        await Populations.RoundAsync(CancellationToken.None);
        await Populations.RoundAsync(CancellationToken.None);
        Assert.Equal(0.25, Sizes.ShareOf(Cohort));
        Assert.Equal(40, await Counted.EstimateAsync(CohortDefinition.Everybody, CancellationToken.None));
    }

    private async Task PlayAsync(int homes, string name)
    {
        for (var i = 0; i < homes; i++)
        {
            Play($"{name} {i}", 1);
        }

        await Populations.RoundAsync(CancellationToken.None);
    }
}
