using NoticeService.Domain.Experiments;

namespace NoticeService.Domain.Tests.Experiments;

public sealed class NoticeOutcomeTests
{
    private static readonly long Week = (long)NoticeOutcome.ReturnWithin.TotalMilliseconds;

    [Theory]
    [InlineData(LegEnd.Viewer, 300_000, true)]
    [InlineData(LegEnd.Viewer, 300_001, false)]
    [InlineData(LegEnd.Broken, 1, false)]
    [InlineData(LegEnd.Replaced, 1, false)]
    [InlineData(LegEnd.Idle, 1, false)]
    [InlineData(LegEnd.Drained, 1, false)]
    [InlineData(LegEnd.GoesOn, 1, false)]
    public void IsAbandoned_OnlyWhenThePlayerEndedItSoon(LegEnd end, long afterMs, bool expected) =>
        Assert.Equal(expected, Of(("a", Leg(end, 1_000 + afterMs))).IsAbandoned(1_000, TimeSpan.FromMinutes(5)));

    [Fact]
    public void Last_OfASessionThatWentOnElsewhere_IsTheLaterLeg()
    {
        var outcome = Of(("a", Leg(LegEnd.Drained, 100)), ("b", Leg(LegEnd.GoesOn, 200)));
        Assert.Null(outcome.EndedMs);
        outcome = outcome.Merge(Of(("b", Leg(LegEnd.Viewer, 900))));
        Assert.Equal(900, outcome.EndedMs);

        // A pod that died left a leg that goes on for ever: what came after it decides.
        Assert.Equal(900, outcome.Merge(Of(("c", Leg(LegEnd.GoesOn, 400)))).EndedMs);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(604_800_000, true)]
    [InlineData(604_800_001, false)]
    public void Returned_WithinSevenDaysAfterTheEnd(long afterMs, bool expected)
    {
        var outcome = Of(("a", Leg(LegEnd.Idle, 1_000))) with { BegunMs = 1_000 + afterMs };
        Assert.Equal(expected, outcome.Returned);
        Assert.Equal(expected, (outcome with { BegunMs = null }).WantsBegun(1_000 + afterMs));
        Assert.False((outcome with { BegunMs = 1_001 }).WantsBegun(1_000 + afterMs));
    }

    [Fact]
    public void WantsBegun_WhileTheEndIsNotKnown_TheLatestCounts()
    {
        Assert.True(new NoticeOutcome { BegunMs = 5 }.WantsBegun(7));
        Assert.False(new NoticeOutcome { BegunMs = Week }.Returned);
    }

    [Fact]
    public void Merge_InAnyOrderAndAgain_GivesTheSame()
    {
        NoticeOutcome[] parts =
        [
            new() { DeliveredMs = 10 },
            new() { BegunMs = 70 },
            new() { BegunMs = 50 },
            Of(("a", Leg(LegEnd.GoesOn, 300) with { WatchedMs = 290 })),
            Of(("a", Leg(LegEnd.Idle, 250) with { WatchedMs = 240 })),
            Of(("b", Leg(LegEnd.Viewer, 900) with { Stalls = 3 })),
        ];
        var expected = Text(parts.Aggregate(new NoticeOutcome(), (a, b) => a.Merge(b)));
        var random = new Random(7);
        for (var i = 0; i < 100; i++)
        {
            var shuffled = parts.Concat(parts).ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(expected, Text(shuffled.Aggregate(new NoticeOutcome(), (a, b) => a.Merge(b))));
        }

        Assert.Contains("Idle", expected, StringComparison.Ordinal);
    }

    private static NoticeOutcome Of(params (string Id, SessionLeg Leg)[] legs) => new() { Legs = legs.ToDictionary(l => l.Id, l => l.Leg) };

    private static SessionLeg Leg(LegEnd end, long atMs) => new(end, atMs, 0, 0, 0);

    private static string Text(NoticeOutcome outcome) => $"{outcome.DeliveredMs} {outcome.BegunMs} {string.Join(' ', outcome.Legs)}";
}
