using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Tests.Configuration;

namespace NoticeService.Pipeline.Tests.Recording;

public sealed class TelemetryFilesTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public void Read_PartsAndPods_AreReadAsOneByTime()
    {
        var paths = new[]
        {
            folder.Write("b2.csv", File([400, 500])),
            folder.WriteGzip("a.csv.gz", File([100, 250, 450])),
            folder.Write("b1.csv", File([50, 200, 300])),
            folder.Write("empty.csv", File([])),
        };
        Assert.Equal([50, 100, 200, 250, 300, 400, 450, 500], Times(paths));
    }

    [Fact]
    public void Read_OneFile_StaysInItsOrder() => Assert.Equal([300, 100, 200], Times([folder.Write("one.csv", File([300, 100, 200]))]));

    [Fact]
    public void Read_Mistake_IsToldWithItsFileAndLine()
    {
        var bad = folder.Write("bad.csv", $"{TelemetryRows.Header}\n100,s,u,i,c,fast,0,0,0,0,0,,p\n{Row(150)}");
        using var files = new TelemetryFiles([folder.Write("good.csv", File([100])), bad]);
        var mistakes = new List<string>();
        while (files.Read(out _, out var mistake))
        {
            mistakes.AddRange(mistake is null ? [] : [mistake]);
        }

        Assert.StartsWith($"{bad}: line 2: throughput_kbps", Assert.Single(mistakes), StringComparison.Ordinal);
        Assert.Equal(3, files.Lines);
    }

    [Fact]
    public void Read_FileThatIsNoTelemetry_IsNamed()
    {
        var other = folder.Write("other.csv", "hello\n");
        var wrong = Assert.Throws<FormatException>(() => Times([other]));
        Assert.StartsWith($"{other}: line 1: the header must be", wrong.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Times([other, folder.Write("good.csv", File([1]))]));
    }

    [Theory]
    [InlineData("tv, 7")]
    [InlineData("tv \"7\",\"x\"")]
    [InlineData("\"")]
    [InlineData("\",")]
    [InlineData("")]
    public void Rows_WithTextThatDividesFields_AreReadAsOneField(string player)
    {
        var rows = new TelemetryRows();
        rows.AddHeader();
        rows.Add(1, "s", "u", "i", new(1, 2, 3, 4, 5, 6, default, "c,1", 7), player);
        rows.Add(2, "s", "u", "i", new(1, 2, 3, 4, 5, 6, default, "c", 7), "p");
        using var reader = new TelemetryReader(new MemoryStream(rows.Written.ToArray()));
        Assert.True(reader.Read(out var line, out var mistake));
        Assert.Null(mistake);

        // A doubled quote stays doubled: two players stay two.
        Assert.Equal(player.Replace("\"", "\"\"", StringComparison.Ordinal), System.Text.Encoding.UTF8.GetString(line.Player));
        Assert.Equal("c,1", System.Text.Encoding.UTF8.GetString(line.Server));
        Assert.True(reader.Read(out line, out mistake));
        Assert.Equal(2, line.TimeMs);
    }

    public void Dispose() => folder.Dispose();

    private static string File(long[] times) => $"{TelemetryRows.Header}\n{string.Concat(times.Select(Row))}";

    private static string Row(long time) => FormattableString.Invariant($"{time},s,u,i,c,5000,0,0,0,0,0,,p\n");

    private static List<long> Times(IReadOnlyCollection<string> paths)
    {
        var times = new List<long>();
        using var files = new TelemetryFiles(paths);
        while (files.Read(out var line, out _))
        {
            times.Add(line.TimeMs);
        }

        return times;
    }
}
