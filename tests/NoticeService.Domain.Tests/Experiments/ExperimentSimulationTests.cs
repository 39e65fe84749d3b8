using NoticeService.Domain.Experiments;

namespace NoticeService.Domain.Tests.Experiments;

/// <summary>Many experiments, each looked at again and again while it grows: how often it claims what is not, and finds what is.</summary>
public sealed class ExperimentSimulationTests
{
    private const int LookEvery = 100;

    [Theory]
    [InlineData(0.5, 1_000)]
    [InlineData(0.1, 1_500)]
    public void ArmsAlike_LookedAtAllTheTime_ADifferenceIsShownInFewerThanAlpha(double holdout, int households)
    {
        const int Runs = 60;
        var (wrong, off) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var seen = Run(run, holdout, households, told: new Behaviour(0.6, 0.08, 0.7), heldOut: new Behaviour(0.6, 0.08, 0.7));
            wrong += seen.Shown.Count > 0 ? 1 : 0;
            off += seen.Off ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Holdout {holdout}: {wrong} of {Runs} alike experiments showed a difference at any look, {off} a wrong split.");

        // Alpha is 5 %, 3 of 60, in all looks together.
        Assert.InRange(wrong, 0, 3);
        Assert.InRange(off, 0, 1);
    }

    [Fact]
    public void ArmsApart_TheDifferenceIsFound_WithItsSign()
    {
        const int Runs = 5;
        var found = new Dictionary<Measure, int>();
        for (var run = 0; run < Runs; run++)
        {
            var seen = Run(run, 0.5, 4_000, told: new Behaviour(0.4, 0.04, 0.8), heldOut: new Behaviour(0.8, 0.12, 0.65));
            foreach (var (measure, value) in seen.Shown)
            {
                Assert.Equal(measure == Measure.ReturnedShare, value > 0);
                found[measure] = found.GetValueOrDefault(measure) + 1;
            }
        }

        Assert.All(Enum.GetValues<Measure>(), measure => Assert.Equal(Runs, found.GetValueOrDefault(measure)));
    }

    private static (Dictionary<Measure, double> Shown, bool Off) Run(int seed, double holdout, int households, Behaviour told, Behaviour heldOut)
    {
        var random = new Random(seed);
        var tally = new ExperimentTally(Trial.Terms(holdout));
        var shown = new Dictionary<Measure, double>();
        var off = false;
        for (var i = 1; i <= households; i++)
        {
            var record = Trial.Record((ulong)(seed * 1_000_000L + i), holdout);
            tally.Add(record, (record.Holdout ? heldOut : told).Draw(random));
            if (i % LookEvery != 0)
            {
                continue;
            }

            var report = tally.Report();
            off |= report.OffPhase is not null;
            foreach (var difference in report.Differences.Where(d => d.IsShown))
            {
                shown[difference.Measure] = difference.Found!.Value.Value;
            }
        }

        return (shown, off);
    }

    /// <summary>Stalls come in clusters: most sessions have none, a few have many.</summary>
    private sealed record Behaviour(double StallsPerHour, double Abandons, double Returns)
    {
        public NoticeOutcome Draw(Random random)
        {
            var abandons = random.NextDouble() < Abandons;
            var hours = abandons ? 0.05 : 0.1 - Math.Log(1 - random.NextDouble());
            var mean = random.NextDouble() < 0.2 ? 5 * StallsPerHour * hours : 0;
            var stalls = 0L;
            for (var p = random.NextDouble(); p > Math.Exp(-mean); p *= random.NextDouble())
            {
                stalls++;
            }

            return Trial.Outcome(abandons ? LegEnd.Viewer : LegEnd.Idle, hours, stalls, random.NextDouble() < Returns);
        }
    }
}
