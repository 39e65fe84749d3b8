using NoticeService.Domain.Admission;

namespace NoticeService.Domain.Tests.Admission;

public sealed class LeaseTermsTests
{
    [Theory]
    [InlineData(50, 50, 200, 200, 500)]
    [InlineData(50, 20, 200, 200, 200)]
    [InlineData(50, 50, 200, 60, 150)]
    [InlineData(1, 0, 200, 200, 100)]
    public void LifeFor_IsHalfOfTheShorterBurst_WithinItsBounds(double perSecond, int burst, double otherPerSecond, int otherBurst, int expectedMs) =>
        Assert.Equal(TimeSpan.FromMilliseconds(expectedMs), LeaseTerms.LifeFor(new(perSecond, burst), new(otherPerSecond, otherBurst)));

    [Fact]
    public void Of_ALifeWithinTheBurst_IsTakenOutOfIt()
    {
        // T is 20 ms, the burst a second; the life leaves half of it.
        Assert.Equal(new LeaseTerms(20_000, 520_000), LeaseTerms.Of(new(50, 50), TimeSpan.FromMilliseconds(500)));
        Assert.Equal(new LeaseTerms(20_000, 20_000), LeaseTerms.Of(new(50, 5), TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public void Of_ALifeLongerThanTheBurst_StretchesTheInterval() =>
        Assert.Equal(new LeaseTerms(100_000, 100_000), LeaseTerms.Of(new(50, 1), TimeSpan.FromMilliseconds(100)));

    [Theory]
    [InlineData(50, 50, 500, 25)]
    [InlineData(0.1, 3, 500, 1)]
    [InlineData(1_000_000, 1_000_000, 500, LeaseTerms.LargestBatch)]
    public void Batch_IsWhatTheRateGivesInALife(double perSecond, int burst, int lifeMs, int expected)
    {
        var life = TimeSpan.FromMilliseconds(lifeMs);
        Assert.Equal(expected, LeaseTerms.Of(new(perSecond, burst), life).Batch(life));
    }

    // The law for which the terms are: whenever within their leases the notices go out, all that went out keeps to the rate.
    [Theory]
    [InlineData(50, 50)]
    [InlineData(50, 7)]
    [InlineData(50, 1)]
    [InlineData(50, 0)]
    [InlineData(3, 2)]
    [InlineData(3, 0)]
    [InlineData(700, 30)]
    public void Leases_UsedAtAnyTimeOfTheirLife_KeepToTheRate(double perSecond, int burst)
    {
        var rate = new PacingRate(perSecond, burst);
        for (var seed = 0; seed < 20; seed++)
        {
            var used = Use(rate, new Random(seed), out var life);
            Assert.True(KeepsTo(rate, used), $"seed {seed}");

            // Leases at the rate itself would not: or the law would hold of anything.
            if (seed == 0)
            {
                Assert.False(KeepsTo(rate, Use(LeaseTerms.Of(rate, TimeSpan.Zero), life, new Random(seed))));
            }
        }
    }

    private static List<long> Use(PacingRate rate, Random random, out TimeSpan life)
    {
        life = LeaseTerms.LifeFor(rate, rate);
        return Use(LeaseTerms.Of(rate, life), life, random);
    }

    // Takes all that there is at random times, and uses it early, late or whenever; and now and then waits until the burst is full,
    // keeps what it takes until the first of it lapses, and uses all that at once, with what has come meanwhile.
    private static List<long> Use(LeaseTerms terms, TimeSpan life, Random random)
    {
        var lifeMicros = life.Ticks / TimeSpan.TicksPerMicrosecond;
        var (now, arrival, used, hoardUntil) = (1_000_000L, 0L, new List<long>(), 0L);
        while (used.Count < 3_000)
        {
            now += random.Next((int)(2 * terms.IntervalMicros));
            if (now > hoardUntil && random.Next(50) == 0)
            {
                now += terms.ToleranceMicros;
                hoardUntil = now + lifeMicros;
            }

            arrival = Math.Max(arrival, now);
            while (arrival + terms.IntervalMicros - terms.ToleranceMicros <= now)
            {
                arrival += terms.IntervalMicros;
                used.Add(now <= hoardUntil ? hoardUntil : now + (random.Next(3) switch { 0 => 0, 1 => lifeMicros, _ => random.NextInt64(lifeMicros + 1) }));
            }
        }

        used.Sort();
        return used;
    }

    // GCRA as SPECS section 5 has it.
    private static bool KeepsTo(PacingRate rate, List<long> times)
    {
        var arrival = 0L;
        foreach (var now in times)
        {
            arrival = Math.Max(arrival, now) + rate.EmissionIntervalMicros;
            if (now < arrival - rate.ToleranceMicros)
            {
                return false;
            }
        }

        return true;
    }
}
