using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Tests.Traces;

public sealed class TraceTests
{
    [Fact]
    public void Load_Library_HoldsADozenOfEachKindThatVary()
    {
        var library = TraceLibrary.Load();

        Assert.Equal(12, library.Fcc.Count);
        Assert.Equal(12, library.Puffer.Count);
        Assert.All(library.Fcc.Concat(library.Puffer), trace =>
        {
            var levels = Enumerable.Range(0, trace.LengthSeconds).Select(second => trace.LevelAt(second)).ToList();
            Assert.InRange(levels.Min(), 0, 0.99);
            Assert.InRange(levels.Max(), 0.99, Trace.MaxLevel);
            Assert.InRange(levels.Count(level => level >= 0.999), levels.Count * 0.08, levels.Count);
        });
    }

    [Fact]
    public void FromRows_UnevenRows_AreWeightedByTheirTime()
    {
        var trace = Trace.FromRows("t", [(0, 100), (0.5, 300), (1, 200), (3, 0)]);

        Assert.Equal(3, trace.LengthSeconds);
        Assert.Equal(1, trace.LevelAt(0), 1e-6);
        Assert.Equal(1, trace.LevelAt(2), 1e-6);
        Assert.Equal(trace.LevelAt(1), trace.LevelAt(4));
    }

    [Theory]
    [InlineData("seconds,kbps\n0,1\n1,1\n", "header")]
    [InlineData("t_s,throughput_kbps\n0,1\n", "at least 2")]
    [InlineData("t_s,throughput_kbps\n0,1\n1,x\n", "row 3")]
    [InlineData("t_s,throughput_kbps\n0,1\n1,-1\n", "row 3")]
    [InlineData("t_s,throughput_kbps\n1,1\n0,1\n", "time falls")]
    [InlineData("t_s,throughput_kbps\n0,0\n1,0\n2,0\n", "zero")]
    public void Parse_BadFile_SaysWhatIsWrong(string text, string expected)
    {
        var error = Assert.Throws<FormatException>(() => TraceLibrary.Parse("bad", new StringReader(text)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DeepestFade_ALineThatFallsForTwoMinutes_IsWhatItLosesOfItsNorm()
    {
        List<(double, double)> rows = [(0, 1000), (1200, 250), (1200 + Trace.FadeSeconds, 1000), (1800, 1000)];

        Assert.Equal(0.75, Trace.FromRows("t", rows).DeepestFade, 0.01);
    }

    [Fact]
    public void Steady_OfTheLibrary_LeavesOutLinesThatFadeAndKeepsBothKinds()
    {
        var library = TraceLibrary.Load().Steady();

        Assert.All(library.Fcc.Concat(library.Puffer), trace => Assert.InRange(trace.DeepestFade, 0, 0.5));
        Assert.InRange(library.Fcc.Count, 6, 11);
        Assert.InRange(library.Puffer.Count, 4, 11);
    }
}
