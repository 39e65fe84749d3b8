using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.WhatIf;

namespace NoticeService.Pipeline.Tests.WhatIf;

public sealed class PacedNoticesTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void OneIsp_WaitsForItsOwnRate_AndHoldsUpNobodyElse()
    {
        var paced = new PacedNotices(new PacingSettings { PerIsp = new(1, 0), Global = new(1_000, 1_000) });
        for (var i = 0; i < 10; i++)
        {
            paced.Add("alpha", 0);
        }

        paced.Add("beta", Second / 2);
        paced.Finish();

        // 0, 1 ... 9 s: those of 3 to 9 are late; beta's goes at once.
        Assert.Equal((7, 0, TimeSpan.FromSeconds(9)), (paced.LateCount, paced.VeryLateCount, paced.Longest));
    }

    [Fact]
    public void AllIsps_ShareTheRateOfAll_FirstComeFirstServed()
    {
        var paced = new PacedNotices(new PacingSettings { PerIsp = new(1_000, 1_000), Global = new(1, 0) });
        for (var i = 0; i < 5; i++)
        {
            paced.Add("alpha", 0);
            paced.Add("beta", 0);
        }

        paced.Finish();
        Assert.Equal((7, TimeSpan.FromSeconds(9)), (paced.LateCount, paced.Longest));
    }

    [Fact]
    public void Burst_GoesAtOnce_AndPausesFillItUpAgain()
    {
        var paced = new PacedNotices(new PacingSettings { PerIsp = new(1, 4), Global = new(1_000, 1_000) });
        foreach (var at in (long[])[0, 10 * Second])
        {
            for (var i = 0; i < 5; i++)
            {
                paced.Add("alpha", at);
            }
        }

        paced.Finish();
        Assert.Equal((0, TimeSpan.Zero), (paced.LateCount, paced.Longest));
    }

    [Fact]
    public void BeginCount_ForgetsWhoWaitedBefore_NotWhatIsUsedUp()
    {
        var paced = new PacedNotices(new PacingSettings { PerIsp = new PacingRate(0.1, 0), Global = new(1_000, 1_000) });
        paced.Add("alpha", 0);
        paced.BeginCount(Second);
        paced.Add("alpha", Second);
        paced.Finish();
        Assert.Equal((1, TimeSpan.FromSeconds(9)), (paced.LateCount, paced.Longest));
    }
}
