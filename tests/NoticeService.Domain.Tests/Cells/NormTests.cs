using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Tests.Cells;

/// <summary>A norm and the size of the objects it was measured on.</summary>
public sealed class NormTests
{
    // 100 Mbit/s on objects of 2.5 MB.
    private static readonly Norm Fibre = new(Math.Log2(100_000), 100, 0, Math.Log2(2_500_000));

    [Fact]
    public void Shortfall_LowTitleOnAFastLine_IsNoLoss()
    {
        // 600 kB in 48 ms of line and 40 ms of round trip: half of the usual throughput.
        Assert.Equal(0, Fibre.Shortfall(Math.Log2(54_500), Math.Log2(600_000)));
        Assert.Equal(-0.876, Fibre.Shortfall(Math.Log2(54_500)), 0.001);
    }

    [Fact]
    public void Shortfall_LowTitleOnACrowdedLine_IsALoss()
    {
        // 4 Mbit/s: 1.2 s for the object, of which the overhead may be a sixth at most.
        Assert.InRange(Fibre.Shortfall(Math.Log2(4_000), Math.Log2(600_000)), -4.65, -4.4);
    }

    [Fact]
    public void Shortfall_ObjectAboutAsLargeAsUsual_IsTakenAsItIs() =>
        Assert.Equal(-1, Fibre.Shortfall(Math.Log2(50_000), Math.Log2(1_900_000)), 0.001);

    [Fact]
    public void Shortfall_LargerObject_IsTakenAsItIs() =>
        Assert.Equal(-1, Fibre.Shortfall(Math.Log2(50_000), Math.Log2(9_000_000)), 0.001);

    [Fact]
    public void Shortfall_FasterThanTheNormOnASmallObject_StaysFaster() =>
        Assert.Equal(1, Fibre.Shortfall(Math.Log2(200_000), Math.Log2(600_000)), 0.001);

    [Fact]
    public void Observe_WaveOfALowTitle_LeavesNoLossBehind()
    {
        var norm = Fibre;
        for (var window = 0; window < 120; window++)
        {
            norm = norm.Observe(Math.Log2(54_500), Math.Log2(600_000));
            Assert.InRange(norm.Shortfall(Math.Log2(54_500), Math.Log2(600_000)), -0.05, 3);
        }

        Assert.InRange(norm.Shortfall(Math.Log2(100_000), Math.Log2(2_500_000)), 0, 3);
    }

    [Fact]
    public void Observe_SmallObjectsForGood_AreTheNewNorm()
    {
        var norm = Fibre;
        for (var window = 0; window < 3_000; window++)
        {
            norm = norm.Observe(Math.Log2(54_500), Math.Log2(600_000));
        }

        Assert.Equal(Math.Log2(600_000), norm.Log2Bytes, 0.1);
        Assert.Equal(Math.Log2(54_500), norm.Log2Kbps, 0.1);
    }

    [Fact]
    public void Observe_WhatASmallObjectExplains_TeachesNothing()
    {
        var norm = new Norm(15, 1_000, 0, 21);
        Assert.Equal(15, new Norm(15, 1_000).Observe(14.5, 19).Log2Kbps, 0.006);
        for (var window = 0; window < 10; window++)
        {
            norm = norm.Observe(14.5, 21).Observe(14.5, 19);
        }

        // Ten windows of usual objects below the level: ten small steps down, whatever came between.
        Assert.InRange(norm.Log2Kbps, 14.6, 14.96);
    }

    [Fact]
    public void Observe_PlayerThatNamesNoSizes_IsTrackedAsBefore()
    {
        var norm = Norm.None;
        for (var window = 0; window < 2_000; window++)
        {
            norm = norm.Observe(window % 4 == 3 ? 14 : 13);
        }

        Assert.InRange(norm.Log2Kbps, 12.99, 14.01);
        Assert.Equal(0, norm.Log2Bytes);
    }
}
