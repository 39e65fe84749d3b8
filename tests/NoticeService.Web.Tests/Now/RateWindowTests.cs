using NoticeService.Web.Now;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests.Now;

public sealed class RateWindowTests
{
    [Fact]
    public void Rates_FirstSnapshot_AreZero() => Assert.Equal(default, new RateWindow().Add(Scenes.InterconnectOpen(Evening.Start)));

    [Fact]
    public void Rates_TenSecondsLater_AreASecondAndAMinute()
    {
        var rates = new RateWindow();
        rates.Add(At(0, samples: 100, notices: 5));

        Assert.Equal(new NowRates(SamplesPerSecond: 40, NoticesPerMinute: 12), rates.Add(At(10, samples: 500, notices: 7)));
    }

    [Theory]
    [InlineData(60, 100.0)]
    [InlineData(61, 0.0)]
    public void Rates_EntryOfThatAge_CountsForAMinuteOnly(int seconds, double expected)
    {
        var rates = new RateWindow();
        rates.Add(At(0, samples: 0, notices: 0));
        rates.Add(At(30, samples: 6_000, notices: 0));

        Assert.Equal(expected, rates.Add(At(seconds, samples: 6_000, notices: 0)).SamplesPerSecond);
    }

    [Fact]
    public void Rates_CounterFallsBack_AreNotNegative()
    {
        var rates = new RateWindow();
        rates.Add(At(0, samples: 500, notices: 9));

        Assert.Equal(default, rates.Add(At(1, samples: 0, notices: 0)));
    }

    private static Pipeline.Now.NowSnapshot At(int second, long samples, long notices) => Scenes.Calm(Evening.Start.AddSeconds(second)) with
    {
        SamplesAccepted = samples,
        NoticesSent = new Dictionary<string, long> { ["Isp"] = notices },
    };
}
