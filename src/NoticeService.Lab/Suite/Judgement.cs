using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Replay;

namespace NoticeService.Lab.Suite;

/// <summary>How a verdict stands to the truth.</summary>
internal enum Outcome : byte
{
    /// <summary>Nobody was named.</summary>
    Missed,

    /// <summary>An undetermined verdict opened, and nobody was named.</summary>
    Abstained,

    /// <summary>The culprit, exactly.</summary>
    Right,

    /// <summary>Only a part: crossings of the guilty ISP or transit.</summary>
    Part,

    /// <summary>Somebody innocent.</summary>
    Wrong,

    /// <summary>Calm, and nobody was named.</summary>
    Quiet,
}

/// <summary>One world's verdicts held against its truth.</summary>
/// <param name="ScriptMs">When the script began, ms since the Unix epoch.</param>
/// <param name="Outcome">The worst thing that was said, or else the best.</param>
/// <param name="Named">How many verdicts named somebody.</param>
/// <param name="WrongNamed">How many of them an innocent.</param>
/// <param name="SecondsToVerdict">From the fault to the right verdict; null without one.</param>
/// <param name="Lost">Fraction of throughput that the accused lost by the verdict's own word; null without a right verdict.</param>
internal sealed record Judgement(SuiteWorld World, long ScriptMs, Outcome Outcome, int Named, int WrongNamed, double? SecondsToVerdict, double? Lost, IReadOnlyList<RecordedVerdict> Verdicts)
{
    /// <summary>Judges.</summary>
    /// <param name="world">The truth.</param>
    /// <param name="scriptMs">When the script began, ms.</param>
    /// <param name="verdicts">What was said.</param>
    public static Judgement Of(SuiteWorld world, long scriptMs, IReadOnlyList<RecordedVerdict> verdicts)
    {
        var named = verdicts.Where(v => v.Opening.Culprit is not Culprit.Undetermined).ToList();
        var right = named.FirstOrDefault(v => world.Fault?.IsNamedBy(v.Opening.Culprit, v.Opening.Isp, v.Opening.Path) == true);
        var parts = named.Count(v => world.Fault?.IsTouchedBy(v.Opening.Culprit, v.Opening.Isp, v.Opening.Path) == true);
        var rights = named.Count(v => world.Fault?.IsNamedBy(v.Opening.Culprit, v.Opening.Isp, v.Opening.Path) == true);
        var wrong = named.Count - rights - parts;
        var finding = wrong > 0 ? Outcome.Wrong
            : right is not null ? Outcome.Right
            : parts > 0 ? Outcome.Part
            : verdicts.Count > 0 ? Outcome.Abstained
            : world.Fault is null ? Outcome.Quiet : Outcome.Missed;
        var seconds = right is null ? (double?)null : (right.Opening.OpenedMs - scriptMs) / 1000.0 - world.Fault!.FromS;
        return new Judgement(world, scriptMs, finding, named.Count, wrong, seconds, right?.Drop, verdicts);
    }
}
