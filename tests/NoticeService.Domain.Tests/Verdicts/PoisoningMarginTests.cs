using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>How many liars turn a finding, by hand.</summary>
public sealed class PoisoningMarginTests
{
    private static readonly VerdictSettings Settings = new() { RecentWindows = 1 };

    // 100 households, 80 degraded; 10 are in calm, and 15 more are allowed: (80 - k) / (100 - k) = 0.25 at k = 73.3.
    [Fact]
    public void Of_WithoutPeers_AreTheDegradedBeyondTheNull() =>
        Assert.Equal(new PoisoningMargin(73, 100), PoisoningMargin.Of(Finding(), Settings));

    // 60 peers, 20 degraded: once 20 of the healthy ones lied, half of the rest is degraded. The 40 that are too few to count do not.
    [Fact]
    public void Of_PeersThatTurnSooner_AreTheMargin() =>
        Assert.Equal(new PoisoningMargin(20, 160), PoisoningMargin.Of(Finding(Peers(60, 20), Peers(29, 14)), Settings));

    // Peers that are degraded themselves raise what the null allows: a third and 0.15 is 0.483, so (80 - k) / (100 - k) = 0.483 at k = 61.3.
    [Fact]
    public void Of_DegradedPeers_RaiseTheNull() =>
        Assert.Equal(new PoisoningMargin(61, 400), PoisoningMargin.Of(Finding(Peers(300, 100)), Settings));

    [Fact]
    public void Of_SeveralWindows_CountsEachHouseholdOnce() =>
        Assert.Equal(new PoisoningMargin(24, 34), PoisoningMargin.Of(Finding(), Settings with { RecentWindows = 3 }));

    [Fact]
    public void Of_NothingToTurn_IsOne() =>
        Assert.Equal(1, PoisoningMargin.Of(Finding(Peers(60, 40)), Settings).Households);

    private static Finding Finding(params Contrast[] contrasts) =>
        new(new Term(Culprit.Isp, "verizon", null), [], Pooled(100, 80, 10), contrasts, Doubt.None);

    private static Contrast Peers(long households, long degraded) => new(Rival.OfPath("cogent"), Pooled(households, degraded, 0), households, households, households);

    private static PooledReading Pooled(long households, long degraded, double calm) => new(households, degraded, calm, 0, 0, 0, 0, 0, 0, 0, 0);
}
