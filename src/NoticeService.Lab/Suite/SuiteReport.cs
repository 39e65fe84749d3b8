using System.Globalization;
using System.Text;
using NoticeService.Domain.Statistics;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Suite;

/// <summary>The tables of a suite, as Markdown.</summary>
internal sealed class SuiteReport
{
    private readonly StringBuilder text = new();
    private readonly SuiteSeeds seeds;
    private readonly IReadOnlyList<SuiteResult> results;
    private readonly IReadOnlyList<Judgement> engine;
    private readonly IReadOnlyList<Judgement> baseline;

    private SuiteReport(SuiteSeeds seeds, IReadOnlyList<SuiteResult> results)
    {
        this.seeds = seeds;
        this.results = results;
        engine = [.. results.Select(r => r.Engine)];
        baseline = [.. results.Select(r => r.Baseline)];
    }

    public static string Markdown(SuiteSeeds seeds, IReadOnlyList<SuiteResult> results)
    {
        var report = new SuiteReport(seeds, results);
        report.Write();
        return report.text.ToString();
    }

    private void Write()
    {
        Head();
        WriteTargets();
        Heading("What was said of each fault: the engine");
        WriteConfusion(Confusion.Of(engine));
        Heading("The same by BlameIt's rule on the same cells");
        WriteConfusion(Confusion.Of(baseline));
        Heading("Precision and recall");
        WritePrecision();
        var nameable = engine.SelectMany(j => j.Faults).Where(f => f.Fault.IsNameable).ToList();
        Heading("By kind (faults that the world shows enough of to name)");
        WriteClasses(FaultClass.ByKind(nameable));
        Heading("By the throughput really lost");
        WriteClasses(FaultClass.ByLoss(nameable));
        Heading("By the homes really slowed");
        WriteClasses(FaultClass.ByTestifying(nameable));
        Heading("Faults of which the world shows too little: silence and undetermined are right too");
        WriteClasses(FaultClass.ByKind(engine.SelectMany(j => j.Faults).Where(f => !f.Fault.IsNameable)));
        Heading("Worlds without a fault");
        WriteConfounders();
        Heading("Single sessions that suffered");
        WriteSpells();
    }

    private void Head()
    {
        Line($"{results.Count} worlds, {seeds}.");
        Line($"{engine.Sum(j => j.IspDays):0.0} ISP-days after the calm, {results.Sum(r => r.Rows):N0} samples. Limits are exact and of 95 %.");
        var judged = engine.SelectMany(j => j.Verdicts).ToList();
        var blames = new Rate(judged.Count(v => v.BlamesInnocent), engine.Sum(j => j.IspDays));
        Line($"False blames: {blames.Events}, {blames.PerThousand:0.0} per 1,000 ISP-days, at most {blames.AtMost:0.0}.");
        var named = judged.Where(v => v.Said.Culprit != Culprit.Undetermined).ToLookup(v => v.Outcome == Outcome.Wrong);
        Line($"Retracted by the refit: {Retracted(named[true])} of {named[true].Count()} that were wrong, {Retracted(named[false])} of {named[false].Count()} that were right, in part or as shown.");
    }

    private static int Retracted(IEnumerable<JudgedVerdict> verdicts) => verdicts.Count(v => v.Verdict.RetractedMs is not null);

    private void WriteTargets()
    {
        Heading("Targets of DESIGN section 8");
        Row("what", "target", "engine", "", "BlameIt", "");
        Rule(6);
        foreach (var (target, other) in Targets.Of(engine).Zip(Targets.Of(baseline)))
        {
            Row(target.What, target.Wanted, target.Found, Met(target), other.Found, Met(other));
        }
    }

    private void WriteConfusion(Confusion confusion)
    {
        Row(["truth", .. Confusion.Said]);
        Rule(1 + Confusion.Said.Count);
        foreach (var truth in confusion.Truths)
        {
            Row([truth, .. Confusion.Said.Select(said => confusion[truth, said] is > 0 and var n ? Text($"{n}") : "")]);
        }
    }

    private void WritePrecision()
    {
        Row("culprit", "engine named", "right", "BlameIt named", "right", "faults", "engine found", "BlameIt found");
        Rule(8);
        foreach (var culprit in new[] { Culprit.Isp, Culprit.Path, Culprit.Interconnect, Culprit.Service })
        {
            var (named, other) = (Precision(engine, culprit), Precision(baseline, culprit));
            var (found, also) = (Recall(engine, culprit), Recall(baseline, culprit));
            Row(culprit.ToString().ToLowerInvariant(), Text($"{named.N}"), Percent(named), Text($"{other.N}"), Percent(other), Text($"{found.N}"), Percent(found), Percent(also));
        }
    }

    private static Share Precision(IEnumerable<Judgement> judgements, Culprit culprit) =>
        Share.Among(judgements.SelectMany(j => j.Verdicts).Where(v => v.Said.Culprit == culprit).Select(v => v.Outcome != Outcome.Wrong));

    private static Share Recall(IEnumerable<Judgement> judgements, Culprit culprit) =>
        Share.Among(judgements.SelectMany(j => j.Faults).Where(f => f.Fault.IsNameable && f.Fault.Truth.Culprit == culprit).Select(f => f.IsRight));

    private void WriteClasses(IEnumerable<FaultClass> classes)
    {
        Row("class", "faults", "right", "share", "part", "undetermined", "nothing", "wrong", "s to verdict, median", "p95", "s to close, median", "p95");
        Rule(12);
        foreach (var of in classes.Where(c => c.Faults.Count > 0))
        {
            Row(
                of.Name,
                Text($"{of.Faults.Count}"),
                Text($"{of.Right.Of}"),
                Percent(of.Right),
                Text($"{of[Outcome.Part]}"),
                Text($"{of[Outcome.Undetermined]}"),
                Text($"{of[Outcome.Nothing]}"),
                Text($"{of[Outcome.Wrong]}"),
                Text($"{Seconds(of.ToVerdict.Median)} ({of.ToVerdict.LimitsInWords()})"),
                Seconds(of.ToVerdict.P95),
                Seconds(of.ToClose.Median),
                Seconds(of.ToClose.P95));
        }
    }

    private void WriteConfounders()
    {
        Row("what", "worlds", "ISP-days", "a company named", "we named", "undetermined", "BlameIt: a company named", "we named");
        Rule(8);
        var others = ConfounderClass.Of(baseline).ToDictionary(c => c.Confounder);
        foreach (var of in ConfounderClass.Of(engine))
        {
            var other = others[of.Confounder];
            Row(of.Confounder.ToString(), Text($"{of.Worlds.Count}"), Text($"{of.IspDays:0.00}"), Text($"{of.Blames}"), Text($"{of.Service}"), Text($"{of.Undetermined}"), Text($"{other.Blames}"), Text($"{other.Service}"));
        }
    }

    private void WriteSpells()
    {
        var tally = new SpellTally();
        foreach (var result in results)
        {
            tally.Add(result.Spells);
        }

        string[] said = ["isp", "path", "interconnect", "service", "home", "undetermined"];
        Row(["why it suffered", .. said]);
        Rule(1 + said.Length);
        foreach (var (truth, row) in tally.Counts)
        {
            Row([truth, .. said.Select(s => row.GetValueOrDefault(s) is > 0 and var n ? Text($"{n:N0}") : "")]);
        }

        var (right, all) = (tally.Counts.Sum(r => r.Key == "home" ? r.Value.GetValueOrDefault("home") : 0), tally.Counts.Sum(r => r.Value.GetValueOrDefault("home")));
        Line($"");
        Line($"Home: {tally.LongHomeSaid:N0} of {tally.LongHome:N0} sessions whose own home faded for four minutes and more were told so = {100.0 * tally.LongHomeSaid / Math.Max(1, tally.LongHome):0.0} %; of all spells called home {right:N0} of {all:N0} were.");
    }

    private static string Met(Target target) => target.IsMet switch
    {
        true => "met",
        false => "**not met**",
        null => "",
    };

    private static string Percent(Share share) => share.N == 0 ? "" : Text($"{100 * share.Value:0} % ({100 * share.Limits.Low:0} to {100 * share.Limits.High:0})");

    private static string Seconds(double? seconds) => seconds is { } s ? Text($"{s:0}") : "–";

    private void Heading(string words)
    {
        text.AppendLine();
        text.AppendLine("### " + words);
        text.AppendLine();
    }

    private void Line(FormattableString words) => text.AppendLine(Text(words));

    private void Row(params IEnumerable<string> cells) => text.AppendLine("| " + string.Join(" | ", cells) + " |");

    private void Rule(int columns) => text.AppendLine("| --- |" + string.Concat(Enumerable.Repeat(" ---: |", columns - 1)));

    private static string Text(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
