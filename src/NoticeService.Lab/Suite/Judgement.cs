using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Replay;

namespace NoticeService.Lab.Suite;

/// <summary>How a statement stands to the truth.</summary>
internal enum Outcome : byte
{
    /// <summary>Nothing was said.</summary>
    Nothing,

    /// <summary>Undetermined: nobody was named.</summary>
    Undetermined,

    /// <summary>Somebody innocent, or us without cause.</summary>
    Wrong,

    /// <summary>Only a part: crossings of the guilty ISP or transit, where the world shows more.</summary>
    Part,

    /// <summary>Weaker than the truth, and all that the world shows.</summary>
    AsShown,

    /// <summary>The culprit, exactly.</summary>
    Right,
}

/// <summary>One verdict held against the truth.</summary>
/// <param name="Verdict">What was said.</param>
/// <param name="Outcome">How it stands.</param>
/// <param name="Fault">To which fault; null when to none.</param>
internal sealed record JudgedVerdict(RecordedVerdict Verdict, Outcome Outcome, int? Fault)
{
    public Statement Said { get; } = new(Verdict.Opening.Culprit, Verdict.Opening.Isp, Verdict.Opening.Path);

    /// <summary>Whether it names a company that has no part in it.</summary>
    public bool BlamesInnocent => Outcome == Outcome.Wrong && Said.Culprit is Culprit.Isp or Culprit.Path or Culprit.Interconnect;
}

/// <summary>One fault and what became of it.</summary>
/// <param name="Fault">The truth as drawn.</param>
/// <param name="Truth">The truth as measured.</param>
/// <param name="Outcome">The best that was said of it.</param>
/// <param name="Said">That statement; null when nothing was said.</param>
/// <param name="SecondsToVerdict">From its full depth to the verdict that is right (or as shown), s, 0 or more; null without one.</param>
/// <param name="SecondsToClose">From its end to the close of that verdict, s; null when it did not close after it.</param>
internal sealed record JudgedFault(Fault Fault, FaultTruth Truth, Outcome Outcome, Statement? Said, double? SecondsToVerdict, double? SecondsToClose)
{
    /// <summary>Whether nothing more could have been said.</summary>
    public bool IsRight => Outcome is Outcome.Right or Outcome.AsShown;
}

/// <summary>One world's verdicts held against its truth.</summary>
internal sealed record Judgement(SuiteWorld World, IReadOnlyList<JudgedVerdict> Verdicts, IReadOnlyList<JudgedFault> Faults)
{
    /// <summary>ISP-days that were watched after the calm.</summary>
    public double IspDays => World.Network.Isps.Count * (World.Seconds - World.LeadSeconds) / 86_400.0;

    /// <summary>Judges.</summary>
    /// <param name="world">What was drawn.</param>
    /// <param name="truths">What each fault did.</param>
    /// <param name="startMs">World time zero, ms since the Unix epoch.</param>
    /// <param name="verdicts">What was said.</param>
    public static Judgement Of(SuiteWorld world, IReadOnlyList<FaultTruth> truths, long startMs, IReadOnlyList<RecordedVerdict> verdicts)
    {
        var judged = verdicts.Select(v => Judge(world, startMs, v)).ToList();
        return new Judgement(world, judged, [.. world.Faults.Select((_, i) => Judge(world, truths[i], startMs, judged, i))]);
    }

    private static JudgedVerdict Judge(SuiteWorld world, long startMs, RecordedVerdict verdict)
    {
        var said = new Statement(verdict.Opening.Culprit, verdict.Opening.Isp, verdict.Opening.Path);
        var openedS = (verdict.Opening.OpenedMs - startMs) / 1000.0;
        var best = new JudgedVerdict(verdict, said.Culprit == Culprit.Undetermined ? Outcome.Undetermined : Outcome.Wrong, null);
        for (var i = 0; i < world.Faults.Count; i++)
        {
            var fault = world.Faults[i];
            if (!fault.IsWhereAndWhen(verdict.Metros, openedS))
            {
                continue;
            }

            var outcome = fault.IsNamedBy(said) ? Outcome.Right
                : fault.AlsoRight.Contains(said) ? Outcome.AsShown
                : fault.IsTouchedBy(said) ? Outcome.Part
                : best.Outcome;
            if (outcome > best.Outcome || best.Fault is null)
            {
                best = new JudgedVerdict(verdict, outcome, i);
            }
        }

        // A release of our own player that reports wrongly is our doing.
        return best is { Outcome: Outcome.Wrong, Said.Culprit: Culprit.Service } && world.Confounder == Confounder.PlayerRelease
            ? best with { Outcome = Outcome.AsShown }
            : best;
    }

    private static JudgedFault Judge(SuiteWorld world, in FaultTruth truth, long startMs, List<JudgedVerdict> verdicts, int index)
    {
        var fault = world.Faults[index];
        var best = verdicts.Where(v => v.Fault == index).OrderByDescending(v => v.Outcome).FirstOrDefault();
        if (best is null)
        {
            return new JudgedFault(fault, truth, Outcome.Nothing, null, null, null);
        }

        var isRight = best.Outcome is Outcome.Right or Outcome.AsShown;
        var opened = (best.Verdict.Opening.OpenedMs - startMs) / 1000.0;
        var closed = (verdicts.Where(v => v.Fault == index && v.Said == best.Said).Max(v => v.Verdict.ClosedMs ?? long.MaxValue) - startMs) / 1000.0;
        return new JudgedFault(
            fault,
            truth,
            best.Outcome,
            best.Said,
            isRight ? Math.Max(0, opened - fault.Course.FullFromS) : null,
            isRight && closed > fault.Course.ToS && closed <= world.Seconds ? closed - fault.Course.ToS : null);
    }
}
