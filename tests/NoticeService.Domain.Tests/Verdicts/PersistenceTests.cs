using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>
/// Homes that fade do so for minutes: fifty homes told the same thing six times over, and calm worlds of the suite had their
/// smallest cells accused.
/// </summary>
public sealed class PersistenceTests
{
    private static readonly VerdictSettings Settings = new();

    [Fact]
    public void Learn_ShareThatStaysForMinutes_LittleOfAWindowIsNews()
    {
        // Thirty windows high, thirty low, again and again; against high and low in turn.
        Assert.InRange(Learn(w => w / 30 % 2 == 0).Fresh, 0.04, 0.15);
        Assert.Equal(1, Learn(w => w % 2 == 0).Fresh);
    }

    [Fact]
    public void Learn_FewWindows_WhatTheyAreWorthIsDoubted()
    {
        var few = Learn(w => w % 2 == 0, 30);
        var many = Learn(w => w % 2 == 0, 600);
        Assert.InRange(few.DegradedShareAtMost - few.DegradedShare, 2 * (many.DegradedShareAtMost - many.DegradedShare), 0.5);
    }

    [Fact]
    public void Observe_HalfNews_GainsHalf()
    {
        var fresh = default(EvidenceProcess).Observe(20, 18, 0.4, 0, 1, Settings);
        var stale = default(EvidenceProcess).Observe(20, 18, 0.4, 0, 0.5, Settings);
        Assert.Equal(fresh.LnM / 2, stale.LnM, 9);
    }

    [Fact]
    public void Observe_ChosenWithTheWindowInView_CostsTheChoice()
    {
        var given = default(EvidenceProcess).Observe(20, 18, 0.4, 0, 1, Settings);
        var chosen = default(EvidenceProcess).Observe(20, 18, 0.4, 0, 1, Settings, Math.Log(5));
        Assert.Equal(given.LnM - Math.Log(5), chosen.LnM, 9);
    }

    [Fact]
    public void Observe_FiftyHomesThatFadeForMinutes_AreNotCertainInAMinute()
    {
        var (fresh, stale) = (default(EvidenceProcess), default(EvidenceProcess));
        for (var window = 0; window < 6; window++)
        {
            fresh = fresh.Observe(50, 40, 0.45, 0, 1, Settings);
            stale = stale.Observe(50, 40, 0.45, 0, 0.15, Settings);
        }

        Assert.True(fresh.LnM >= Settings.CertainLnM);
        Assert.True(stale.LnM < Settings.CertainLnM);
    }

    private static StratumCalm Learn(Func<int, bool> isHigh, int windows = 1200)
    {
        var calm = default(StratumCalm);
        for (var window = 0; window < windows; window++)
        {
            var histogram = new ShortfallHistogram();
            histogram.Add(ShortfallHistogram.BinOf(-0.2), 50);
            histogram.Add(ShortfallHistogram.BinOf(-2), isHigh(window) ? 24 : 8);
            calm = calm.Learn(histogram, Settings);
        }

        return calm;
    }
}
