using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every norm store does.</summary>
public abstract class NormStoreContract(IStoreBackend backend)
{
    [Fact]
    public async Task Load_Unknown_IsAbsent()
    {
        await using var stores = await backend.OpenAsync();
        Assert.Empty(await stores.Norms.LoadAsync([], default));
        Assert.Empty(await stores.Norms.LoadAsync([new HouseholdId(1, 2)], default));
    }

    [Fact]
    public async Task Save_ThenLoad_GivesExactlyTheNorms()
    {
        await using var stores = await backend.OpenAsync();
        var random = new Random(7);
        var norms = Enumerable.Range(0, 5_000)
            .Select(i => KeyValuePair.Create(
                new HouseholdId((ulong)random.NextInt64(), (ulong)random.NextInt64()),
                new HouseholdNorms(Random(random), i % 2 == 0 ? Norm.None : Random(random))))
            .ToArray();
        await stores.Norms.SaveAsync(norms, default);
        var loaded = await stores.Norms.LoadAsync([.. norms.Select(n => n.Key), new HouseholdId(1, 2)], default);
        Assert.Equal(norms.Length, loaded.Count);
        Assert.All(norms, n => Assert.Equal(n.Value, loaded[n.Key]));
    }

    [Fact]
    public async Task Save_Again_Replaces()
    {
        await using var stores = await backend.OpenAsync();
        var household = new HouseholdId(ulong.MaxValue, 5);
        await stores.Norms.SaveAsync([new(household, One(1))], default);
        await stores.Norms.SaveAsync([new(household, One(2))], default);
        await stores.Norms.SaveAsync([new(household, One(2))], default);
        Assert.Equal(One(2), (await stores.Norms.LoadAsync([household, household], default))[household]);
    }

    private static HouseholdNorms One(float level) => new(new Norm(level, 1, 7), Norm.None);

    private static Norm Random(Random random) =>
        new(random.NextSingle() * 20, (ushort)(1 + random.Next(ushort.MaxValue)), (ushort)random.Next(ushort.MaxValue + 1));
}
