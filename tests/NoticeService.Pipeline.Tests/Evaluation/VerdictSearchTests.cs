using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Queries;
using NoticeService.TestKit;

namespace NoticeService.Pipeline.Tests.Evaluation;

/// <summary>Verdicts of now and verdicts that are over, as one list.</summary>
public sealed class VerdictSearchTests
{
    private readonly InMemoryVerdictArchive archive = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Pages_MergeBoth_EachOnce_AndWhatIsPresentGoesBefore(int limit)
    {
        foreach (var (id, onset) in new[] { ("a1", 10), ("both", 20), ("a2", 30), ("a3", 50) })
        {
            await archive.AddAsync(Of(id, onset, VerdictState.Closed), default);
        }

        Verdict[] present = [Of("p1", 5, VerdictState.Open), Of("both", 20, VerdictState.Retracted), Of("p2", 40, VerdictState.Open), Of("p3", 60, VerdictState.Open)];
        Assert.Equal(["p3 Open", "a3 Closed", "p2 Open", "a2 Closed", "both Retracted", "a1 Closed", "p1 Open"], await AllAsync(present, _ => true, long.MaxValue, limit));
        Assert.Equal(["p2 Open", "a2 Closed", "both Retracted", "a1 Closed", "p1 Open"], await AllAsync(present, _ => true, 50, limit));
        Assert.Equal(["a2 Closed", "a1 Closed"], await AllAsync(present, v => v.Id is "a1" or "a2", long.MaxValue, limit));
    }

    [Fact]
    public async Task AFilterThatHardlyAnythingPasses_EndsAPageEarly_AndLosesNothing()
    {
        for (var i = 0; i < 9_000; i++)
        {
            await archive.AddAsync(Of($"v{i:D4}", i, VerdictState.Closed), default);
        }

        Verdict[] present = [Of("old", 1, VerdictState.Open)];
        var first = await new VerdictSearch(archive).PageAsync(present, v => v.Id is "v0000" or "old", long.MaxValue, 10, null, default);
        Assert.Empty(first.Verdicts);
        Assert.NotNull(first.Next);
        Assert.Equal(["old Open", "v0000 Closed"], await AllAsync(present, v => v.Id is "v0000" or "old", long.MaxValue, 10));
    }

    private async Task<IReadOnlyList<string>> AllAsync(Verdict[] present, Func<Verdict, bool> matches, long toMs, int limit)
    {
        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await new VerdictSearch(archive).PageAsync(present, matches, toMs, limit, after, default);
            Assert.InRange(page.Verdicts.Count, 0, limit);
            seen.AddRange(page.Verdicts.Select(v => $"{v.Id} {v.State}"));
            after = page.Next;
        }
        while (after is not null);
        return seen;
    }

    private static Verdict Of(string id, long onsetMs, VerdictState state) => SomeVerdict.Of(state, id) with { OnsetMs = onsetMs };
}
