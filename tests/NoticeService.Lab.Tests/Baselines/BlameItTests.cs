using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Baselines;
using NoticeService.Lab.Replay;

namespace NoticeService.Lab.Tests.Baselines;

public sealed class BlameItTests
{
    private static readonly BlameItSettings Settings = new();
    private static readonly string[] Isps = ["comcast", "cox", "verizon"];
    private static readonly string[] Paths = ["cogent", "gtt", "level3", "tata"];
    private static readonly string[] Metros = ["nyc", "was"];

    [Fact]
    public void Calm_NothingIsSaid() => Assert.Empty(Play(_ => false));

    [Fact]
    public void OneIsp_EverywhereLow_IsClient()
    {
        var said = Assert.Single(Play(c => c.Isp == "verizon"));
        Assert.Equal((Culprit.Isp, "verizon", null), Named(said));
        Assert.Equal(["nyc", "was"], said.Metros);
        Assert.Equal(0.5, said.Drop, 0.02);
    }

    [Fact]
    public void OnePath_LowForAll_IsMiddle() =>
        Assert.Equal((Culprit.Path, null, "cogent"), Named(Assert.Single(Play(c => c.Path == "cogent"))));

    [Fact]
    public void OneMetro_LowForAll_IsCloud()
    {
        var said = Assert.Single(Play(c => c.Metro == "nyc"));
        Assert.Equal((Culprit.Service, null, null), Named(said));
        Assert.Equal(["nyc"], said.Metros);
    }

    [Fact]
    public void OnePair_IsFineElsewhere_SoNobody() =>
        Assert.Equal((Culprit.Undetermined, null, null), Named(Assert.Single(Play(c => c is { Isp: "verizon", Path: "cogent" }))));

    [Theory]
    [InlineData(0.7, 0)]
    [InlineData(0.85, 1)]
    public void TargetMissed_ByAQuarterAndMore_IsBad(double left, int lost)
    {
        // Just below a quarter lost and just above: bins are a sixteenth of an octave wide.
        var said = Play(c => c.Isp == "verizon", left: 1.5 - left);
        Assert.Equal(lost, said.Count);
    }

    [Fact]
    public void TooFewQuartets_AreInsufficient()
    {
        var said = Assert.Single(Play(c => c.Isp == "verizon", keep: c => c is { Isp: "verizon", Metro: "nyc", Path: "cogent" }));
        Assert.Equal(Culprit.Undetermined, said.Opening.Culprit);
        Assert.Contains("too few quartets", said.Opening.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void OneKindOfClients_EverywhereLow_IsNotTheirIsp()
    {
        var said = Assert.Single(Play(c => c.Isp == "verizon", lowOctave: 14));
        Assert.Equal(Culprit.Undetermined, said.Opening.Culprit);
        Assert.Equal("some clients of verizon", said.Opening.Reason);
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    public void Quartets_OfFewerHomesThanTheLeast_AreNotLookedAt(int homes, int verdicts) =>
        Assert.Equal(verdicts, Play(c => c.Isp == "verizon", homesPerOctave: _ => homes).Count);

    [Theory]
    [InlineData(29, 0)]
    [InlineData(30, 1)]
    public void Households_BelowTheFloor_AreNotHeard(int homes, int verdicts) =>
        Assert.Equal(verdicts, Play(c => c is { Isp: "verizon", Metro: "nyc", Path: "cogent" }, homesPerOctave: _ => homes, octaves: [12]).Count);

    [Fact]
    public void Verdict_OpensAtTheEndOfItsBucket_AndClosesAfterTheFirstGoodOne()
    {
        var rule = new BlameIt(Settings);
        var window = new Window(30_000);
        for (var bucket = 0; bucket < 9; bucket++)
        {
            for (var i = 0; i < Settings.BucketWindows; i++, window = window.Next)
            {
                rule.Observe(window, Cells(c => c.Isp == "verizon" && bucket is 5 or 6, 0.5, _ => true, _ => 12, [12, 13, 14]));
            }
        }

        rule.Finish();
        var said = Assert.Single(rule.Verdicts);
        var bucketMs = Settings.BucketWindows * (long)Window.LengthMs;
        var beginMs = new Window(30_000).StartMs;
        Assert.Equal((beginMs + 5 * bucketMs, beginMs + 6 * bucketMs, beginMs + 8 * bucketMs), (said.Opening.OnsetMs, said.Opening.OpenedMs, said.ClosedMs));
    }

    private static (Culprit, string?, string?) Named(RecordedVerdict said) => (said.Opening.Culprit, said.Opening.Isp, said.Opening.Path);

    // Five calm buckets, and one in which some cells keep a part of their throughput.
    private static IReadOnlyList<RecordedVerdict> Play(
        Func<CellKey, bool> isLow,
        double left = 0.5,
        Func<CellKey, bool>? keep = null,
        Func<CellKey, int>? homesPerOctave = null,
        int[]? octaves = null,
        int? lowOctave = null)
    {
        var rule = new BlameIt(Settings);
        var window = new Window(30_000);
        for (var i = 0; i < 6 * Settings.BucketWindows; i++, window = window.Next)
        {
            var low = i >= 5 * Settings.BucketWindows ? isLow : _ => false;
            rule.Observe(window, Cells(low, left, keep ?? (_ => true), homesPerOctave ?? (_ => 12), octaves ?? [12, 13, 14], lowOctave));
        }

        rule.Finish();
        return rule.Verdicts;
    }

    // Half of the quartets of a place are a little above its median, half a little below.
    private static IReadOnlyList<CellStats> Cells(Func<CellKey, bool> isLow, double left, Func<CellKey, bool> keep, Func<CellKey, int> homes, int[] octaves, int? lowOctave = null)
    {
        var contributions = new List<Contribution>();
        ulong id = 0;
        foreach (var cell in from isp in Isps from path in Paths from metro in Metros select new CellKey(isp, path, metro))
        {
            foreach (var octave in octaves)
            {
                for (var home = 0; home < homes(cell); home++)
                {
                    id += 0x9E3779B97F4A7C15;
                    var calm = -0.3 + (home % 2 == 0 ? 0.1 : -0.1) + ((octave + cell.Isp.Length) % 2 == 0 ? 0.1 : -0.1);
                    contributions.Add(new Contribution(cell, $"{cell.Path}-{cell.Metro}", new HouseholdId(0, id), id, calm + (isLow(cell) && octave == (lowOctave ?? octave) ? Math.Log2(left) : 0), octave, false));
                }
            }
        }

        return [.. CellAssembly.Build([.. contributions.Where(c => keep(c.Cell))])];
    }
}
