using System.Globalization;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Replay;

namespace NoticeService.Lab.Baselines;

/// <summary>
/// The passive phase of BlameIt (Jin et al., SIGCOMM 2019) on the windows that the engine sees: blames the service, the path or
/// the ISP by elimination, five minutes at a time. README.md says how its words map to ours. Not thread-safe.
/// </summary>
internal sealed class BlameIt(BlameItSettings settings)
{
    private readonly Dictionary<string, ExpectedLevel> locations = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Path, string Metro), ExpectedLevel> paths = [];
    private readonly Dictionary<(string Isp, string Metro), ExpectedLevel> clients = [];
    private readonly List<IReadOnlyList<CellStats>> bucket = [];
    private readonly BlameCourse course = new();
    private Window first;
    private bool hasBegun;

    /// <summary>What it has said so far, by opening.</summary>
    public IReadOnlyList<RecordedVerdict> Verdicts => course.All;

    /// <summary>The cells of the next window. Windows come in order; one may be missing.</summary>
    public void Observe(Window window, IReadOnlyList<CellStats> cells)
    {
        var start = new Window(window.Index - (window.Index % settings.BucketWindows));
        if (!hasBegun || start != first)
        {
            Finish();
            (first, hasBegun) = (start, true);
        }

        bucket.Add(cells);
    }

    /// <summary>Judges the last bucket, which may be shorter.</summary>
    public void Finish()
    {
        if (bucket.Count == 0)
        {
            return;
        }

        var cells = CellMerge.Merge(bucket).ToDictionary(c => c.Key);
        var quartets = Quartet.Of(cells.Values, settings.MinSamples * bucket.Count);
        bucket.Clear();
        var blames = quartets.Where(IsBad).Select(q => (Quartet: q, Blame: Eliminate(q, quartets))).ToList();
        var (fromMs, toMs) = (first.StartMs, (first + settings.BucketWindows).StartMs);
        course.Turn(fromMs, toMs, [.. Pool(blames, cells, fromMs, toMs)]);
        Learn(fromMs, quartets);
    }

    private bool IsBad(Quartet quartet) =>
        Location(quartet).Median is { } expected && quartet.Level < expected + Math.Log2(1 - settings.BadDrop);

    // Nearest to us first: a shared cause is likelier than many of its own.
    private Blame Eliminate(Quartet bad, List<Quartet> all)
    {
        var (isp, path, metro) = bad.Key.Cell;
        if (Share(all.Where(q => q.Key.Cell.Metro == metro), Location(bad)) is not { } atLocation)
        {
            return Undetermined($"too few quartets in {metro}");
        }

        if (atLocation >= settings.Tau)
        {
            return new Blame(Culprit.Service, null, null, Text($"{atLocation:P0} of the quartets in {metro} are below its expected level"));
        }

        if (Share(all.Where(q => q.Key.Cell.Path == path && q.Key.Cell.Metro == metro), Middle(bad)) is not { } overPath)
        {
            return Undetermined($"too few quartets over {path} in {metro}");
        }

        if (overPath >= settings.Tau)
        {
            return new Blame(Culprit.Path, null, path, Text($"{overPath:P0} of the quartets over {path} are below its expected level"));
        }

        var elsewhere = all.Where(q => q.Key.Octave == bad.Key.Octave && q.Key.Cell.Isp == isp && (q.Key.Cell.Path != path || q.Key.Cell.Metro != metro));
        if (elsewhere.Any(q => !IsBad(q)))
        {
            return Undetermined($"{isp} is fine from elsewhere");
        }

        // What is left is the client. The paper blames its network; one slow quartet of ours may be a few slow homes.
        return Share(all.Where(q => q.Key.Cell.Isp == isp && q.Key.Cell.Metro == metro), Client(bad)) is { } ofIsp && ofIsp >= settings.Tau
            ? new Blame(Culprit.Isp, isp, null, Text($"{ofIsp:P0} of the quartets of {isp} are below its expected level"))
            : Undetermined($"some clients of {isp}");
    }

    // Null when too few share it, or nothing is expected of it yet.
    private double? Share(IEnumerable<Quartet> sharing, ExpectedLevel expected)
    {
        var quartets = sharing.ToList();
        return quartets.Count < settings.MinQuartets || expected.Median is not { } median
            ? null
            : (double)quartets.Count(q => q.Level < median) / quartets.Count;
    }

    // One verdict for each culprit of a bucket, over all metros.
    private IEnumerable<RecordedVerdict> Pool(List<(Quartet Quartet, Blame Blame)> blames, Dictionary<CellKey, CellStats> cells, long fromMs, long toMs)
    {
        foreach (var group in blames.GroupBy(b => new Term(b.Blame.Culprit, b.Blame.Isp, b.Blame.Path)).OrderBy(g => g.Key))
        {
            var blamed = group.Select(b => b.Quartet.Key.Cell).Distinct().Select(c => cells[c]).ToList();
            var households = blamed.Sum(c => c.Households.Count);
            if (households < settings.MinHouseholds)
            {
                continue;
            }

            double samples = group.Sum(b => b.Quartet.Samples);
            var lost = group.Sum(b => b.Quartet.Samples * (b.Quartet.Level - Location(b.Quartet).Median!.Value)) / samples;
            var drop = 1 - Math.Pow(2, lost);
            var (culprit, isp, path) = group.Key;
            var parts = new[] { "blameit", culprit.ToString().ToLowerInvariant(), isp, path, fromMs.ToString(CultureInfo.InvariantCulture) };
            string[] metros = [.. blamed.Select(c => c.Key.Metro).Distinct().Order(StringComparer.Ordinal)];
            var opening = new Verdict
            {
                Id = string.Join('.', parts.Where(p => p is not null)),
                Culprit = culprit,
                State = VerdictState.Open,
                Isp = isp,
                Path = path,
                Metros = metros,
                OnsetMs = fromMs,
                OpenedMs = toMs,

                // The rule has no error statement.
                Confidence = double.NaN,
                Drop = drop,
                Sessions = blamed.Sum(c => c.Sessions) / settings.BucketWindows,
                Households = households,
                Reason = group.First().Blame.Why,
            };
            yield return new RecordedVerdict(opening, metros, drop, null);
        }
    }

    private void Learn(long atMs, List<Quartet> quartets)
    {
        foreach (var group in quartets.GroupBy(q => q.Key.Cell.Metro))
        {
            Location(group.First()).Learn(atMs, group);
        }

        foreach (var group in quartets.GroupBy(q => (q.Key.Cell.Path, q.Key.Cell.Metro)))
        {
            Middle(group.First()).Learn(atMs, group);
        }

        foreach (var group in quartets.GroupBy(q => (q.Key.Cell.Isp, q.Key.Cell.Metro)))
        {
            Client(group.First()).Learn(atMs, group);
        }
    }

    private ExpectedLevel Location(Quartet quartet) => Of(locations, quartet.Key.Cell.Metro);

    private ExpectedLevel Middle(Quartet quartet) => Of(paths, (quartet.Key.Cell.Path, quartet.Key.Cell.Metro));

    private ExpectedLevel Client(Quartet quartet) => Of(clients, (quartet.Key.Cell.Isp, quartet.Key.Cell.Metro));

    private ExpectedLevel Of<TKey>(Dictionary<TKey, ExpectedLevel> levels, TKey key)
        where TKey : notnull
    {
        if (!levels.TryGetValue(key, out var level))
        {
            levels.Add(key, level = new ExpectedLevel(settings));
        }

        return level;
    }

    private static Blame Undetermined(string why) => new(Culprit.Undetermined, null, null, why);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
