using NoticeService.Domain.Cells;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Web.Tests.Hosting;

/// <summary>A country in 2014: who carries whom, and how every cell stands in calm. Seeded, so that a page looks the same each time.</summary>
internal static class World
{
    public static IReadOnlyList<Isp> Isps { get; } =
    [
        new("att", "AT&T U-verse"), new("centurylink", "CenturyLink"), new("charter", "Charter"), new("comcast", "Comcast"),
        new("cox", "Cox"), new("frontier", "Frontier"), new("twc", "Time Warner Cable"), new("verizon-dsl", "Verizon DSL"), new("verizon-fios", "Verizon FiOS"),
    ];

    public static IReadOnlyList<NetPath> Paths { get; } =
    [
        new("cogent", "Cogent", PathKind.Transit), new("direct", "Direct", PathKind.Peering), new("level3", "Level 3", PathKind.Transit),
        new("tata", "Tata", PathKind.Transit), new("xo", "XO", PathKind.Transit),
    ];

    public static IReadOnlyList<string> Metros { get; } = ["Chicago", "Los Angeles", "New York"];

    /// <summary>Every cell in calm: most testify and lost a few percent at most; some see nobody, some too few.</summary>
    public static List<CellState> Calm(IReadOnlyList<Isp> isps, IReadOnlyList<NetPath> paths)
    {
        var random = new Random(20_140_604);
        List<CellState> cells = [];
        foreach (var isp in isps)
        {
            foreach (var path in paths)
            {
                var absent = random.NextDouble() < 0.14;
                foreach (var metro in Metros)
                {
                    var sessions = random.Next(40, 2_400);
                    var drop = Math.Max(0, random.NextDouble() * 0.07 - 0.02);
                    if (!absent)
                    {
                        cells.Add(sessions < 260
                            ? new CellState(new CellKey(isp.Id, path.Id, metro), CellStatus.Unknown, sessions / 9, sessions / 10, double.NaN, 0.4)
                            : new CellState(new CellKey(isp.Id, path.Id, metro), CellStatus.Healthy, sessions, sessions * 93 / 100, drop, 0.7 + random.NextDouble() * 0.28));
                    }
                }
            }
        }

        return cells;
    }

    /// <summary>The same with some cells low.</summary>
    /// <param name="lost">Fraction lost in a cell; null leaves it as it is.</param>
    public static List<CellState> With(this List<CellState> cells, CellStatus status, Func<CellKey, double?> lost) =>
        cells.ConvertAll(cell => lost(cell.Cell) is { } drop
            ? cell with { Status = status, Drop = drop, Sessions = Math.Max(cell.Sessions, 300), Households = Math.Max(cell.Households, 280), Testifying = 0.83 }
            : cell);
}
