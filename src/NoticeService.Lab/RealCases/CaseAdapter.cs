using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.RealCases;

/// <summary>
/// Turns published medians into the engine's windows of cells. A median says nothing of how the homes behind it differ, so
/// every home is moved by the same factor, the ratio of two published medians, and the rest is assumed: a test is one home in one
/// window, of a block that it shares with one other; lines lie half an octave around the ISP's level; a home's calm varies as
/// <see cref="CalmSpread"/> says. The norm of an ISP's homes is its best calm level over all paths of the case.
/// </summary>
internal sealed class CaseAdapter
{
    /// <summary>Windows into which the tests of one time are dealt, in turn: two minutes.</summary>
    public const int Windows = 12;

    /// <summary>Of more tests than this, this many enter: more would say the same more surely.</summary>
    public const int MaxTests = 1_200;

    /// <summary>Mean of the exponential by which a home's window lies below its norm, octaves: its median is a third of an octave.</summary>
    public const double CalmSpread = 0.5;

    /// <summary>Lines lie this far around the level of their ISP, octaves.</summary>
    public const double LineSpread = 0.5;

    private readonly RealCase source;
    private readonly ulong seed;
    private readonly Dictionary<string, double> norms;

    /// <param name="source">The case.</param>
    /// <param name="draw">Another number draws other homes from the same medians.</param>
    public CaseAdapter(RealCase source, ulong draw = 0)
    {
        this.source = source;
        seed = Stable(source.Id) + draw;
        norms = source.Cells.GroupBy(c => c.Isp).ToDictionary(g => g.Key, g => g.Max(c => c.Calm.Mbps));
    }

    /// <summary>The names of the case, for the engine's sentences.</summary>
    public NetworkTable Names() => new(
        source.Cells.Select(c => c.Isp).Distinct().Select(isp => new IspNetworks(new Isp(IdOf(isp), isp), [], [])),
        source.Cells.Select(c => c.Path).Distinct().Select(path => new NetPath(IdOf(path), path, PathKind.Transit)),
        []);

    /// <summary>The windows of calm, and of each phase.</summary>
    /// <param name="phase">-1 is calm.</param>
    public IEnumerable<IReadOnlyList<CellStats>> Play(int phase)
    {
        for (var window = 0; window < Windows; window++)
        {
            var contributions = new List<Contribution>();
            for (var cell = 0; cell < source.Cells.Count; cell++)
            {
                var level = phase < 0 ? source.Cells[cell].Calm : source.Cells[cell].Phases[phase];
                if (level is { } now)
                {
                    Deal(cell, now, phase, window, contributions);
                }
            }

            yield return CellAssembly.Build(contributions);
        }
    }

    /// <summary>The key of a pair's cell.</summary>
    public CellKey KeyOf(CaseCell cell) => new(IdOf(cell.Isp), IdOf(cell.Path), IdOf(source.Area));

    /// <summary>For example <c>time-warner-cable</c>.</summary>
    public static string IdOf(string name) => string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));

    private void Deal(int index, Level now, int phase, int window, List<Contribution> into)
    {
        var cell = source.Cells[index];
        var key = KeyOf(cell);
        var norm = norms[cell.Isp];
        var below = Math.Log2(now.Mbps / norm);
        var level = Math.Log2(1000 * norm);
        var tests = Math.Min(now.Tests, MaxTests);
        for (var test = window * tests / Windows; test < (window + 1) * tests / Windows; test++)
        {
            var random = new SeededRandom(seed, (ulong)index, (ulong)(phase + 1), (ulong)test);
            var line = level + random.Between(-LineSpread, LineSpread);

            // Two tests in turn come from one block.
            var block = new SeededRandom(~seed, (ulong)index, (ulong)(phase + 1), (ulong)test / 2).Next();
            into.Add(new Contribution(
                key,
                $"{key.Path}.{key.Metro}",
                new HouseholdId(random.Next(), random.Next()),
                block,
                below - random.Exponential(CalmSpread),
                (int)Math.Floor(line),
                Starved: false));
        }
    }

    // FNV-1a, since a string's own hash differs from run to run.
    private static ulong Stable(string text) => text.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211UL);
}
