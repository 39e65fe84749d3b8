using System.Globalization;
using System.Text;
using NoticeService.Domain.Verdicts;
using static NoticeService.Lab.RealCases.CaseWords;

namespace NoticeService.Lab.RealCases;

/// <summary>The page of documentation: the same cases give the same page.</summary>
internal sealed class CaseReport(CaseCatalogue catalogue, VerdictSettings settings)
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Times that homes are drawn from the medians: an answer that only some draws give hangs by a thread.</summary>
    private const int Draws = 20;

    private readonly IReadOnlyList<(RealCase Source, IReadOnlyList<PhaseAnswer> Answers)> cases =
        [.. catalogue.Cases().Select(c => (c, CaseRun.Of(c, settings)))];

    private static string Intro => $"""
        # Real cases

        Printed by `lab cases`; a test compares. Do not edit.

        The engine of the service, with its default thresholds, on what Measurement Lab published of 2012 to 2017. The figures are in
        [Data](Data), with their sources and licences. One adapter, `CaseAdapter`, turns medians into windows of cells:

        - Peak is {Hours(HourlySeries.PeakHours)}, calm is off-peak, {Hours(HourlySeries.OffPeakHours)} local time: the median of the hours' medians. Monthly cases name their calm months.
        - A median says nothing of how the homes behind it differ: every home is moved by the same factor, the ratio of the two medians.
          Assumed are lines {CaseAdapter.LineSpread} octaves around the ISP's level, calm windows that lie below a home's norm by an exponential of
          mean {CaseAdapter.CalmSpread} octaves, and two homes to an address block.
        - A test is one home in one window of 10 s. The tests of a time are dealt to {CaseAdapter.Windows} windows; of more than {CaseAdapter.MaxTests:0}, {CaseAdapter.MaxTests:0} enter. Where the
          source says only "50 or more" it is 50, where it says "under 50" it is 25 an hour; where it says nothing, {CaseCell.AssumedTests:0}.
        - A statement without numbers ("was fine"), or a level without hours, stays at its calm level: `(stated)`.
        - An ISP's norm is its best calm level over all paths of the case.
        - Expected is what M-Lab found. M-Lab names pairs, and says explicitly that it cannot tell which of the two is at fault: that is
          our `interconnect`. Of the letter of June 2014 it is expected that nobody is named on its grounds alone.

        """;

    private const string Limit = """

        ## February 2014: a limit

        On 20 February 2014 Cogent began to put retail traffic, with it M-Lab's tests, before wholesale traffic, with it the video. The
        tests over Cogent recovered within five days (New York above: Verizon from 0.97 to 12.8 Mbit/s, February to March), no
        capacity was added, and the video did not: in the Speed Index of 2014 Verizon FiOS stood at 1.82 Mbit/s in January, 1.91 in
        March, 1.90 in May and 1.59 in June (Ars Technica of February, Multichannel News of April and July 2014).

        Fed with tests the engine follows the tests, and it would close these verdicts while viewers still suffer. Nothing in the tests'
        figures shows it. The service is not fed with tests: it sees the throughput of the video itself, whose class is the one that
        counts. The limit stays where a path treats some of the video unlike the rest, for example by server or by mark: cells do not
        tell classes of traffic apart.
        """;

    /// <summary>The page.</summary>
    public string Markdown()
    {
        var text = new StringBuilder(Intro);
        Summarise(text);
        foreach (var (source, answers) in cases)
        {
            Add(text, source, answers);
        }

        AddSeries(text);
        text.AppendLine(Limit);
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>The paragraphs of all verdicts.</summary>
    public string Explain()
    {
        var text = new StringBuilder();
        foreach (var (source, answers) in cases)
        {
            foreach (var answer in answers)
            {
                text.AppendLine(Culture, $"{source.Title}, {answer.Phase.Name}:");
                foreach (var verdict in answer.Open)
                {
                    text.AppendLine(Culture, $"  {InWords(source, [verdict])}. {verdict.Reason}");
                }
            }
        }

        return text.ToString();
    }

    private void Summarise(StringBuilder text)
    {
        text.AppendLine(Culture, $"""

            ## In all

            Of {Draws} draws of homes from the medians each; the tables below show the first.

            | case | met | weaker | missed | wrong |
            | --- | ---: | ---: | ---: | ---: |
            """);
        var wrong = new List<string>();
        foreach (var source in catalogue.Cases())
        {
            var answers = Enumerable.Range(0, Draws).AsParallel().AsOrdered().SelectMany(draw => CaseRun.Of(source, settings, (ulong)draw)).ToList();
            int Count(Standing standing) => answers.Count(a => a.Standing == standing);
            text.AppendLine(Culture, $"| {source.Title} | {Count(Standing.Met)} | {Count(Standing.Weaker)} | {Count(Standing.Missed)} | {Count(Standing.Wrong)} |");
            wrong.AddRange(answers.Where(a => a.Standing == Standing.Wrong)
                .GroupBy(a => $"{source.Title}, {a.Phase.Name}: {InWords(source, a.Open)}")
                .Select(g => string.Create(Culture, $"- {g.Key} ({g.Count()} of {Draws})")));
        }

        text.AppendLine("""

            *Weaker*: nobody wrong is named, but not all that is expected, or crowding is seen where none is. *Missed*: nothing is said.
            *Wrong*: somebody is named who is not expected:

            """);
        text.AppendLine(wrong.Count == 0 ? "- never" : string.Join('\n', wrong));
    }

    private static void Add(StringBuilder text, RealCase source, IReadOnlyList<PhaseAnswer> answers)
    {
        text.AppendLine(Culture, $"\n## {source.Title}\n\n{source.About}\n");
        if (answers.Count > 1)
        {
            AddPhases(text, source, answers);
            return;
        }

        var answer = answers[0];
        AddCells(text, source, answer);
        text.AppendLine(Culture, $"\nExpected: {InWords(answer.Phase.Expected)}. The engine: **{InWords(source, answer.Open)}** ({InWords(answer.Standing)}).");
    }

    private static void AddCells(StringBuilder text, RealCase source, PhaseAnswer answer)
    {
        text.AppendLine("| pair | calm, Mbit/s | peak, Mbit/s | left | tests | cell |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | --- |");
        foreach (var cell in source.Cells)
        {
            if (cell.Phases[0] is { } now)
            {
                var state = answer.Cells.TryGetValue(cell, out var s) ? s.Status.ToString().ToLowerInvariant() : "";
                text.Append(Culture, $"| {cell.Isp} over {cell.Path}{(now.IsStated ? " (stated)" : "")} | {Mbps(cell.Calm.Mbps)} | {Mbps(now.Mbps)} ");
                text.AppendLine(Culture, $"| {now.Mbps / cell.Calm.Mbps:P0} | {now.Tests:0} | {state} |");
            }
        }
    }

    private static void AddPhases(StringBuilder text, RealCase source, IReadOnlyList<PhaseAnswer> answers)
    {
        var shown = source.Cells.Where(c => c.Phases.Any(l => l is { IsStated: false })).ToList();
        text.AppendLine(Culture, $"| month | {string.Join(" | ", shown.Select(c => $"{c.Isp} over {c.Path} ({Mbps(c.Calm.Mbps)})"))} | expected | the engine | |");
        text.AppendLine(Culture, $"| --- | {string.Concat(shown.Select(_ => "---: | "))}--- | --- | --- |");
        for (var phase = 0; phase < answers.Count; phase++)
        {
            var figures = shown.Select(c => c.Phases[phase] is { } level ? level.IsStated ? "(stated)" : Mbps(level.Mbps) : "");
            var answer = answers[phase];
            text.AppendLine(Culture, $"| {answer.Phase.Name} | {string.Join(" | ", figures)} | {InWords(answer.Phase.Expected)} | {InWords(source, answer.Open)} | {InWords(answer.Standing)} |");
        }
    }

    private void AddSeries(StringBuilder text)
    {
        text.AppendLine("""

            ## Each of the 26 pair series by itself

            Degraded or not, as the engine's cell says. One ISP over one path is all it has here, so it may name nobody.

            | pair | where | months | off-peak | peak | left | M-Lab | cell | verdict | |
            | --- | --- | --- | ---: | ---: | ---: | --- | --- | --- | --- |
            """);
        var findings = PublishedFinding.All();
        for (var i = 0; i < catalogue.Series.Count; i++)
        {
            var series = catalogue.Series[i];
            var source = CaseCatalogue.Alone(series, i);
            var answer = CaseRun.Of(source, settings)[0];
            var isLow = answer.Cells.Values.Single().Status is CellStatus.Crowded or CellStatus.Suspected;
            var finding = PublishedFinding.Of(series, findings);
            var agrees = finding is null ? "" : finding.IsDegraded == isLow ? "met" : "not met";
            text.Append(Culture, $"| {series.Isp} over {series.Path} | {series.Area} | {Span(series.Months)} ");
            text.Append(Culture, $"| {Mbps(series.OffPeak.Mbps)} | {Mbps(series.Peak.Mbps)} | {series.Peak.Mbps / series.OffPeak.Mbps:P0} ");
            text.AppendLine(Culture, $"| {InWords(finding)} | {(isLow ? "degraded" : "ok")} | {InWords(source, answer.Open)} | {agrees} |");
        }
    }
}
