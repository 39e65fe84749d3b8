namespace NoticeService.Lab.Suite;

/// <summary>What was said in worlds in which nothing is anybody's fault.</summary>
internal sealed record ConfounderClass(Confounder Confounder, IReadOnlyList<Judgement> Worlds)
{
    public double IspDays => Worlds.Sum(w => w.IspDays);

    /// <summary>Verdicts that name a company.</summary>
    public int Blames => Worlds.Sum(w => w.Verdicts.Count(v => v.BlamesInnocent));

    /// <summary>Verdicts that name us, and need not.</summary>
    public int Service => Worlds.Sum(w => w.Verdicts.Count(v => v.Outcome == Outcome.Wrong && !v.BlamesInnocent));

    public int Undetermined => Worlds.Sum(w => w.Verdicts.Count(v => v.Outcome == Outcome.Undetermined));

    /// <summary>Worlds without a fault, by what is in them.</summary>
    public static IReadOnlyList<ConfounderClass> Of(IEnumerable<Judgement> judgements) =>
        [.. judgements.Where(j => j.Faults.Count == 0).GroupBy(j => j.World.Confounder).OrderBy(g => g.Key).Select(g => new ConfounderClass(g.Key, [.. g]))];
}
