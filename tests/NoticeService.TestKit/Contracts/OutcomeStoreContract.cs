using NoticeService.Domain.Experiments;
using NoticeService.Pipeline.Ports;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every store of outcomes does. The rule's own <see cref="NoticeOutcome.Merge"/> is the oracle.</summary>
public abstract class OutcomeStoreContract(IStoreBackend backend)
{
    private const long DecidedMs = 1_401_998_400_000;

    // Long enough for a test that runs years after the decision.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(36_500);

    [Fact]
    public async Task Find_InTheOrderAsked_NullWhereNothingIsKnown()
    {
        await using var stores = await backend.OpenAsync();
        await AddAsync(stores, ("a", new NoticeOutcome { DeliveredMs = 5 }), ("b", new NoticeOutcome { BegunMs = 7 }));
        var found = await stores.Outcomes.FindAsync(["b", "nothing", "a", "b"], default);
        Assert.Equal([7, null, null, 7], found.Select(o => o?.BegunMs));
        Assert.Equal([null, null, 5, null], found.Select(o => o?.DeliveredMs));
        Assert.Empty(await stores.Outcomes.FindAsync([], default));
        await stores.Outcomes.AddAsync([], Kept, default);
    }

    [Fact]
    public async Task Add_PartsInAnyOrderAndAgain_MergesAsTheRuleDoes()
    {
        NoticeOutcome[] parts =
        [
            new() { DeliveredMs = DecidedMs + 10 },
            new() { BegunMs = DecidedMs + 70 },
            new() { BegunMs = DecidedMs + 500 },
            Leg("00000000000000a1", new(LegEnd.GoesOn, DecidedMs + 300, 290, 20, 2)),
            Leg("00000000000000a1", new(LegEnd.Idle, DecidedMs + 250, 240, 20, 2)),
            Leg("00000000000000a1", new(LegEnd.Idle, DecidedMs + 250, 241, 19, 1)),
            Leg("00000000000000b2", new(LegEnd.Viewer, DecidedMs + 86_400_000, 86_399_000, 3_000, 41)),
            Leg("00000000000000b2", new(LegEnd.Broken, DecidedMs + 9, 9, 0, 0)) with { DeliveredMs = DecidedMs + 2, BegunMs = 1 },
        ];
        var expected = Text(parts.Aggregate(new NoticeOutcome(), (a, b) => a.Merge(b)));
        await using var stores = await backend.OpenAsync();
        var random = new Random(11);
        for (var i = 0; i < 20; i++)
        {
            var shuffled = parts.Concat(parts).ToArray();
            random.Shuffle(shuffled);
            foreach (var part in shuffled)
            {
                await AddAsync(stores, ($"n{i}", part));
            }

            Assert.Equal(expected, Text((await stores.Outcomes.FindAsync([$"n{i}"], default))[0]!));
        }
    }

    [Fact]
    public async Task Add_ManyPodsAtOnce_LosesNoLeg()
    {
        await using var stores = await backend.OpenAsync();
        await Task.WhenAll(Enumerable.Range(1, NoticeOutcome.MaxLegs).Select(i => AddAsync(stores, ("n", Leg($"{i:x16}", new(LegEnd.Drained, DecidedMs + i, i, 0, 0))))));
        Assert.Equal(NoticeOutcome.MaxLegs, (await stores.Outcomes.FindAsync(["n"], default))[0]!.Legs.Count);
    }

    [Fact]
    public async Task Add_MoreLegsThanAreKept_KeepsTheFirst_AndStillLearnsTheRest()
    {
        await using var stores = await backend.OpenAsync();
        for (var i = 1; i <= NoticeOutcome.MaxLegs + 3; i++)
        {
            await AddAsync(stores, ("n", Leg($"{i:x16}", new(LegEnd.GoesOn, DecidedMs + i, i, 0, 0))));
        }

        await AddAsync(stores, ("n", Leg($"{1:x16}", new(LegEnd.Viewer, DecidedMs + 99, 5, 0, 0)) with { DeliveredMs = 3, BegunMs = 4 }));
        var found = (await stores.Outcomes.FindAsync(["n"], default))[0]!;
        Assert.Equal(Enumerable.Range(1, NoticeOutcome.MaxLegs).Select(i => $"{i:x16}"), found.Legs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((LegEnd.Viewer, 3L, 4L), (found.Legs[$"{1:x16}"].End, found.DeliveredMs, found.BegunMs));
    }

    [Fact]
    public async Task Add_AsManyAsOneCallTakes_AreAllThere_AndOneMoreIsRefused()
    {
        await using var stores = await backend.OpenAsync();
        var changes = Enumerable.Range(0, IOutcomeStore.MaxChanges + 1).Select(i => new OutcomeChange($"n{i}", DecidedMs, new NoticeOutcome { DeliveredMs = i + 1 })).ToArray();
        await stores.Outcomes.AddAsync(changes[..^1], Kept, default);
        var asked = Enumerable.Range(0, IOutcomeStore.MaxFound).Select(i => $"n{i}").ToArray();
        Assert.Equal(Enumerable.Range(1, IOutcomeStore.MaxChanges).Select(i => (long?)i), (await stores.Outcomes.FindAsync(asked, default)).Where(o => o is not null).Select(o => o!.DeliveredMs));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => stores.Outcomes.AddAsync(changes, Kept, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => stores.Outcomes.FindAsync([.. asked, "more"], default));
    }

    [Theory]
    [InlineData(100, 59_999, 60_000)]
    [InlineData(86_400_000 * 2, 86_399_999, 86_400_000)]
    public void Lifetime_FromTheDecision_AtLeastAMinute(long keepForMs, long leastMs, long expectedMs)
    {
        var nowMs = DecidedMs + 86_400_000;
        Assert.InRange(IOutcomeStore.LifetimeMs(DecidedMs, TimeSpan.FromMilliseconds(keepForMs), nowMs), leastMs, expectedMs);
    }

    private static Task AddAsync(StoreSet stores, params (string NoticeId, NoticeOutcome Part)[] changes) =>
        stores.Outcomes.AddAsync([.. changes.Select(c => new OutcomeChange(c.NoticeId, DecidedMs, c.Part))], Kept, default);

    private static NoticeOutcome Leg(string id, SessionLeg leg) => new() { Legs = new Dictionary<string, SessionLeg> { [id] = leg } };

    private static string Text(NoticeOutcome outcome) =>
        $"{outcome.DeliveredMs} {outcome.BegunMs} {string.Join(' ', outcome.Legs.OrderBy(l => l.Key, StringComparer.Ordinal))}";
}
