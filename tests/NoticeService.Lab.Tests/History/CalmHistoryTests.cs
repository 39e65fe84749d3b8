using System.Text.Json;
using NoticeService.Domain.Cells;
using NoticeService.Lab.History;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Tests.Simulation;
using NoticeService.Pipeline.Recording;

namespace NoticeService.Lab.Tests.History;

public sealed class CalmHistoryTests : IDisposable
{
    private const long EndMs = 1_750_000_005_000;
    private const int Households = 120;

    private readonly string folder = Directory.CreateTempSubdirectory("lab-history-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Write_SameSeed_SameBytes()
    {
        Write("a.csv", seed: 3);
        Write("b.csv", seed: 3);
        Write("c.csv", seed: 4);

        Assert.Equal(Bytes("a.csv"), Bytes("b.csv"));
        Assert.NotEqual(Bytes("a.csv"), Bytes("c.csv"));
    }

    [Fact]
    public void Write_EveryHousehold_HasEnoughWindowsForANormBeforeTheEnd()
    {
        var rows = Write("a.csv", seed: 3);

        var lines = File.ReadAllLines(Path.Combine(folder, "a.csv"));
        Assert.Equal(TelemetryRows.Header, lines[0]);
        Assert.Equal(rows, lines.Length - 1);
        var cells = lines.Skip(1).Select(line => line.Split(',')).ToList();
        Assert.All(cells, cell => Assert.Equal(13, cell.Length));
        Assert.All(cells, cell => Assert.InRange(long.Parse(cell[0], null), EndMs - 5_000 - CalmHistory.MinWindows * 10_000, EndMs - 5_001));
        var windows = cells.GroupBy(cell => cell[2]).Select(group => group.Select(cell => Window.At(long.Parse(cell[0], null))).Distinct().Count()).ToList();
        Assert.Equal(Households, windows.Count);
        Assert.All(windows, count => Assert.True(count >= Norm.MatureObservations, $"{count} windows"));
    }

    [Fact]
    public void Write_Label_SaysThatItIsSynthetic()
    {
        Write("a.csv", seed: 3);

        using var label = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "a.csv.label.json")));
        Assert.Equal("synthetic", label.RootElement.GetProperty("kind").GetString());
        Assert.Equal("lab fleet", label.RootElement.GetProperty("made_by").GetString());
        Assert.Equal(3, label.RootElement.GetProperty("seed").GetInt32());
        Assert.Equal(Households, label.RootElement.GetProperty("households").GetInt32());
        Assert.Equal(CalmHistory.MinWindows, label.RootElement.GetProperty("windows").GetInt32());
    }

    [Fact]
    public void Write_TheHouseholds_AreThoseOfALiveWorld()
    {
        Write("a.csv", seed: 3);
        var live = TestWorlds.Make(seed: 3, households: Households).Households;

        var recorded = File.ReadLines(Path.Combine(folder, "a.csv")).Skip(1).Select(line => line.Split(',')).Select(cell => (cell[2], cell[3])).Distinct();

        Assert.Equal(live.Select(household => (household.UserId, household.Address)).Order(), recorded.Order());
    }

    private byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(folder, name));

    private long Write(string name, ulong seed) => CalmHistory.Write(
        Path.Combine(folder, name),
        new WorldOptions { Seed = seed, Households = Households },
        TestWorlds.Network,
        TestWorlds.Traces,
        CalmHistory.MinWindows,
        EndMs,
        CancellationToken.None);
}
