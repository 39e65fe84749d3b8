using NoticeService.Domain.Households;
using NoticeService.Pipeline.Ports;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every population store does.</summary>
public abstract class PopulationStoreContract(IStoreBackend backend)
{
    private const string Everybody = "everybody";

    [Theory]
    [InlineData(100)]
    [InlineData(20_000)]
    public async Task Estimate_OfTheCounted_IsWithinThreePercent_AndEachOnce(int households)
    {
        await using var stores = await backend.OpenAsync();
        Assert.Equal(0, await stores.Populations.EstimateAsync(Everybody, default));

        // Two pods, of which each has seen two thirds.
        var all = Households(households);
        foreach (var seen in new[] { all[..(households * 2 / 3)], all[(households / 3)..] })
        {
            foreach (var chunk in seen.Chunk(5_000))
            {
                await stores.Populations.CountAsync(Everybody, chunk, default);
            }
        }

        // HyperLogLog's standard error is 0.81 %.
        var estimate = await stores.Populations.EstimateAsync(Everybody, default);
        Assert.InRange(estimate, households * 0.97, households * 1.03);
        await stores.Populations.CountAsync(Everybody, all[..100], default);
        Assert.Equal(estimate, await stores.Populations.EstimateAsync(Everybody, default));
        Assert.Equal(0, await stores.Populations.EstimateAsync("another", default));
    }

    [Fact]
    public async Task Size_BeforeThePopulationIsCountedForLongEnough_IsNone()
    {
        await using var stores = await backend.OpenAsync();
        var counted = TimeSpan.FromMilliseconds(400);
        Assert.Equal(0, (await stores.Populations.SizeAsync(Propose(0.5, counted), default)).Share);
        await stores.PassAsync(counted);
        Assert.Equal(0.25, (await stores.Populations.SizeAsync(Propose(0.25, counted), default)).Share);

        // Another population of the same cohort, and another cohort of the same population.
        Assert.Equal(0, (await stores.Populations.SizeAsync(Propose(0.5, counted) with { Population = "other" }, default)).Share);
        Assert.Equal(0.125, (await stores.Populations.SizeAsync(Propose(0.125, counted) with { Cohort = "other" }, default)).Share);
    }

    [Fact]
    public async Task Size_LowerProposals_NeverLowerTheShare()
    {
        await using var stores = await backend.OpenAsync();
        double[] proposed = [0.2, 0.1, 0.3, 1e-7, 0.3, 0.29999999999999993];
        var inForce = new List<double>();
        foreach (var share in proposed)
        {
            inForce.Add((await stores.Populations.SizeAsync(Propose(share, TimeSpan.Zero), default)).Share);
        }

        Assert.Equal([0.2, 0.2, 0.3, 0.3, 0.3, 0.3], inForce);
    }

    [Fact]
    public async Task Size_ManyPodsRacing_TheHighestIsInForceOnAll()
    {
        await using var stores = await backend.OpenAsync();
        await Task.WhenAll(Enumerable.Range(1, 50).Select(i => Task.Run(() => stores.Populations.SizeAsync(Propose(i / 100.0, TimeSpan.Zero), default))));
        Assert.Equal(0.5, (await stores.Populations.SizeAsync(Propose(0, TimeSpan.Zero), default)).Share);
    }

    [Fact]
    public async Task Size_OfAStoreThatForgot_IsWhatAPodStillHolds()
    {
        await using var stores = await backend.OpenAsync();
        var day = TimeSpan.FromDays(1);
        Assert.Equal(0.1, (await stores.Populations.SizeAsync(Propose(0.9, day) with { Held = 0.1 }, default)).Share);
        Assert.Equal(0.1, (await stores.Populations.SizeAsync(Propose(0.9, day), default)).Share);
    }

    [Fact]
    public async Task Complete_TheCohortsOfThePopulation_WaitNoLonger()
    {
        await using var stores = await backend.OpenAsync();
        var begun = await stores.Populations.SizeAsync(Propose(0.5, TimeSpan.FromDays(1)), default);
        await stores.Populations.CompleteAsync(Everybody, default);
        var size = await stores.Populations.SizeAsync(Propose(0.5, TimeSpan.FromDays(1)), default);
        Assert.Equal(0.5, size.Share);
        Assert.NotEqual(begun.SinceMicros, size.SinceMicros);
    }

    private static SizingRequest Propose(double share, TimeSpan countedFor) => new("c", Everybody, share, 0, countedFor);

    private static HouseholdId[] Households(int count)
    {
        var key = new HouseholdKey(new byte[HouseholdKey.MinLengthBytes]);
        return [.. Enumerable.Range(0, count).Select(i => key.Pseudonym($"user-{i}"))];
    }
}
