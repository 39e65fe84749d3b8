using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>
/// Homes that fade do so for minutes: fifty homes told the same thing six times over, and calm worlds of the suite had their
/// smallest cells accused.
/// </summary>
public sealed class SerialCorrelationTests
{
    private static readonly VerdictSettings Settings = new();

    [Fact]
    public void Learn_ShareThatStaysForMinutes_IsSeriallyCorrelated()
    {
        // Thirty windows high, thirty low, again and again; against high and low in turn.
        Assert.InRange(Learn(w => w / 30 % 2 == 0).Serial, 0.8, 0.95);
        Assert.Equal(0, Learn(w => w % 2 == 0).Serial);
    }

    [Fact]
    public void Observe_SeriallyCorrelated_GainsByThatMuchLess()
    {
        var fresh = default(EvidenceProcess).Observe(20, 18, 0.4, 0, 0, Settings);
        var stale = default(EvidenceProcess).Observe(20, 18, 0.4, 0, 0.5, Settings);
        Assert.Equal(fresh.LnM / 3, stale.LnM, 9);
    }

    [Fact]
    public void Observe_FiftyHomesThatFadeForMinutes_AreNotCertainInAMinute()
    {
        var (fresh, stale) = (default(EvidenceProcess), default(EvidenceProcess));
        for (var window = 0; window < 6; window++)
        {
            fresh = fresh.Observe(50, 40, 0.45, 0, 0, Settings);
            stale = stale.Observe(50, 40, 0.45, 0, 0.7, Settings);
        }

        Assert.True(fresh.LnM >= Settings.CertainLnM);
        Assert.True(stale.LnM < Settings.CertainLnM);
    }

    private static StratumCalm Learn(Func<int, bool> isHigh)
    {
        var calm = default(StratumCalm);
        for (var window = 0; window < 1200; window++)
        {
            var histogram = new ShortfallHistogram();
            histogram.Add(ShortfallHistogram.BinOf(-0.2), 50);
            histogram.Add(ShortfallHistogram.BinOf(-2), isHigh(window) ? 24 : 8);
            calm = calm.Learn(histogram, Settings);
        }

        return calm;
    }
}
