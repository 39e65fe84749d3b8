using System.Globalization;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Evidence;

/// <summary>
/// Works a verdict out again from its pack alone. What it cannot know is whether the counts were counted rightly: those of the
/// windows before the recent ones, and that the households were told apart.
/// </summary>
public static class EvidenceCheck
{
    // Sums of fractions depend on their order in the last digits.
    private const double Tolerance = 1e-6;

    /// <summary>Everything that was looked at, in the order in which the verdict rests on it.</summary>
    /// <exception cref="FormatException">The pack is of another version, or its figures are none.</exception>
    public static IReadOnlyList<EvidenceFinding> Of(EvidencePack pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        if (pack.Version is < 1 or > EvidencePack.CurrentVersion)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The pack has version {pack.Version}; this build reads {EvidencePack.CurrentVersion}."));
        }

        pack = pack.OfItsTime;
        if (pack.Verdict.Evidence is not { } said)
        {
            throw new FormatException("The pack's verdict has no figures.");
        }

        var findings = new List<EvidenceFinding>();
        var readings = PackReadings.Cells(pack);
        var fit = Attribution.Explain(pack.Settings, readings.Values);
        var term = new Term(pack.Verdict.Culprit, pack.Verdict.Isp, pack.Verdict.Path);
        var found = fit.FirstOrDefault(f => f.Term == term);
        findings.Add(Same("the fit's term", Words(term), found is null ? string.Join("; ", fit.Select(f => Words(f.Term)).DefaultIfEmpty("nothing is low")) : Words(found.Term)));
        if (found is not null)
        {
            CheckFigures(pack, said, found, fit, readings, findings);
        }

        CheckTest(pack, said, findings);
        return findings;
    }

    private static void CheckFigures(
        EvidencePack pack, VerdictEvidence said, Finding found, IReadOnlyList<Finding> fit, Dictionary<CellKey, CellReading> readings, List<EvidenceFinding> findings)
    {
        var settings = pack.Settings;
        var follows = VerdictEvidence.Of(found, null, default, settings).With(found, fit, readings.Values, settings);
        findings.Add(Same("who may be named", Doubt.None.ToString(), found.Doubt.ToString()));
        findings.Add(Same("metros", string.Join(", ", pack.Verdict.Metros), string.Join(", ", found.Metros)));
        findings.Add(Near("fraction lost", pack.Verdict.Drop, found.Accused.Lost));
        findings.Add(AtLeast("households of the accused", settings.MinHouseholds, found.Households));
        findings.Add(AtLeast("address blocks of the accused", settings.MinBlocks, found.Blocks));
        findings.Add(AtLeast("fraction surely lost", settings.ClosedDrop, found.Accused.LostAtLeast));
        Compare("the accused", [said.Accused], [follows.Accused], findings);
        Compare("this ISP and this path", said.Pairs, follows.Pairs, findings);
        Compare("rival", [.. said.Rivals.Select(r => r.Peers)], [.. follows.Rivals.Select(r => r.Peers)], findings);
        foreach (var (before, after) in said.Rivals.Zip(follows.Rivals))
        {
            findings.Add(Same($"standing of {Words(after.Peers)}", before.Standing.ToString(), after.Standing.ToString()));
        }

        findings.Add(Near("liars who would turn it", said.PoisoningMargin.Households, follows.PoisoningMargin.Households));
    }

    private static void CheckTest(EvidencePack pack, VerdictEvidence said, List<EvidenceFinding> findings)
    {
        var settings = pack.Settings;
        var wrong = 0;
        for (var i = 0; i + 1 < pack.Weighings.Count; i++)
        {
            wrong += IsNear(pack.Weighings[i].After(settings).LnOnePlusM, pack.Weighings[i + 1].Before.LnOnePlusM) ? 0 : 1;
        }

        findings.Add(Same("windows of the sequential test that do not follow from the one before", "0", wrong.ToString(CultureInfo.InvariantCulture)));
        var last = pack.Weighings.Count > 0 ? pack.Weighings[^1].After(settings).LnM : double.NegativeInfinity;
        findings.Add(Near("ln M", said.Certainty.Count > 0 ? said.Certainty[^1].LnM : double.NaN, last));
        var decided = pack.Weighings.Where(w => w.AtMs <= pack.Verdict.OpenedMs).Select(w => w.After(settings).LnM).DefaultIfEmpty(double.NaN).Last();
        findings.Add(AtLeast("ln M when it was opened", settings.CertainLnM, decided));
    }

    private static void Compare(string what, IReadOnlyList<EvidenceReading> said, IReadOnlyList<EvidenceReading> follows, List<EvidenceFinding> findings)
    {
        if (said.Count != follows.Count)
        {
            findings.Add(Same($"{what}: how many", said.Count.ToString(CultureInfo.InvariantCulture), follows.Count.ToString(CultureInfo.InvariantCulture)));
            return;
        }

        foreach (var (before, after) in said.Zip(follows))
        {
            var holds = before.Isp == after.Isp && before.Path == after.Path && before.HouseholdWindows == after.HouseholdWindows && before.Sessions == after.Sessions
                && before.Households == after.Households && IsNear(before.Degraded, after.Degraded) && IsNear(before.DegradedInCalm, after.DegradedInCalm)
                && IsNear(before.Lost, after.Lost) && IsNear(before.LostAtLeast, after.LostAtLeast) && IsNear(before.LostAtMost, after.LostAtMost);
            findings.Add(new EvidenceFinding($"{what}: {Words(after)}", Figures(before), Figures(after), holds));
        }
    }

    private static EvidenceFinding Same(string what, string said, string follows) => new(what, said, follows, string.Equals(said, follows, StringComparison.Ordinal));

    private static EvidenceFinding Near(string what, double said, double follows) => new(what, Number(said), Number(follows), IsNear(said, follows));

    private static EvidenceFinding AtLeast(string what, double least, double follows) => new(what, $"at least {Number(least)}", Number(follows), follows >= least);

    private static bool IsNear(double a, double b) => Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Abs(a));

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Figures(EvidenceReading r) => string.Create(
        CultureInfo.InvariantCulture,
        $"{r.HouseholdWindows} household-windows, {r.Degraded:0.###} degraded ({r.DegradedInCalm:0.###} in calm), lost {r.Lost:0.###} ({r.LostAtLeast:0.###} to {r.LostAtMost:0.###})");

    private static string Words(EvidenceReading r) => (r.Isp, r.Path) switch
    {
        ({ } isp, { } path) => $"{isp} over {path}",
        ({ } isp, null) => $"{isp} over other paths",
        (null, { } path) => $"other ISPs over {path}",
        _ => "everything",
    };

    private static string Words(Term term) => string.Join(' ', new[] { term.Culprit.ToString().ToLowerInvariant(), term.Isp, term.Path }.OfType<string>());
}
