using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Tests.Sessions;

/// <summary>Norms are saved, also when the store fails in between.</summary>
public sealed class HouseholdDirectoryTests
{
    // Three store calls: two full chunks and a part of one.
    private const int Homes = 12_000;

    private readonly FailingNorms store = new();
    private readonly HouseholdDirectory directory;

    public HouseholdDirectoryTests() => directory = new HouseholdDirectory(store);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Save_OneChunkFails_TheOthersAreSavedLaterToo(int failing)
    {
        // Only the chunk that failed was queued again; those after it were forgotten.
        await PlayAsync(leave: true);
        store.FailOn = failing;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => directory.SaveAsync(all: false, CancellationToken.None));
        await directory.SaveAsync(all: false, CancellationToken.None);
        Assert.Equal(Homes, await SavedAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Save_OneChunkOfTheLiveFails_TheyAreSavedWithTheNext(int failing)
    {
        await PlayAsync(leave: false);
        store.FailOn = failing;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => directory.SaveAsync(all: true, CancellationToken.None));
        await directory.SaveAsync(all: true, CancellationToken.None);
        Assert.Equal(Homes, await SavedAsync());
    }

    [Fact]
    public async Task Save_Again_WritesNothingThatIsSaved()
    {
        await PlayAsync(leave: true);
        await directory.SaveAsync(all: true, CancellationToken.None);
        var calls = store.Calls;
        await directory.SaveAsync(all: true, CancellationToken.None);
        Assert.Equal(calls, store.Calls);
    }

    private static HouseholdId Id(int home) => new(7, (ulong)home);

    private async Task PlayAsync(bool leave)
    {
        var homes = Enumerable.Range(0, Homes).Select(i => directory.Enter(Id(i))).ToList();
        await directory.LoadAsync(CancellationToken.None);
        foreach (var home in homes)
        {
            home.Observe(0, 13);
            if (leave)
            {
                directory.Leave(home);
            }
        }
    }

    private async Task<int> SavedAsync() =>
        (await store.LoadAsync([.. Enumerable.Range(0, Homes).Select(Id)], CancellationToken.None)).Count;

    private sealed class FailingNorms : INormStore
    {
        private readonly InMemoryNormStore inner = new();

        public int FailOn { get; set; }

        public int Calls { get; private set; }

        public Task<IReadOnlyDictionary<HouseholdId, HouseholdNorms>> LoadAsync(IReadOnlyCollection<HouseholdId> households, CancellationToken cancellationToken) =>
            inner.LoadAsync(households, cancellationToken);

        public Task SaveAsync(IReadOnlyCollection<KeyValuePair<HouseholdId, HouseholdNorms>> norms, CancellationToken cancellationToken) =>
            ++Calls == FailOn ? throw new StoreUnavailableException("The test took it away.") : inner.SaveAsync(norms, cancellationToken);
    }
}
