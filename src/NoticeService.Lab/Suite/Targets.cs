using System.Globalization;
using NoticeService.Domain.Statistics;

namespace NoticeService.Lab.Suite;

/// <summary>One target of DESIGN section 8 and how it was met.</summary>
/// <param name="What">Which.</param>
/// <param name="Wanted">In words.</param>
/// <param name="Found">In words, with limits.</param>
/// <param name="IsMet">Null when there was nothing to judge by.</param>
internal sealed record Target(string What, string Wanted, string Found, bool? IsMet);

/// <summary>The targets that a suite of worlds can judge.</summary>
internal static class Targets
{
    // "Half gone" and "a quarter gone", as measured; "500 testifying", where a world has about as many.
    private const double HalfFrom = 0.4, HalfTo = 0.6, QuarterFrom = 0.2, QuarterTo = 0.32;
    private const int ManyFrom = 300;

    // A deep fault that lasts two minutes at its depth and that a cell's worth of homes sees.
    private const double DeepFrom = 0.5, LeastFullS = 120;
    private const int LeastHomes = 30;

    public static IReadOnlyList<Target> Of(IReadOnlyCollection<Judgement> judgements)
    {
        var single = judgements.Where(j => j.Faults.Count == 1).Select(j => j.Faults[0]).Where(f => f.Fault.IsNameable).ToList();
        var deep = single.Where(f => f.Truth.Lost >= DeepFrom && f.Truth.Testifying >= LeastHomes && f.Fault.Course.ToS - f.Fault.Course.FullFromS >= LeastFullS).ToList();
        var verdicts = judgements.SelectMany(j => j.Verdicts).ToList();
        var steady = single.Where(f => f.Fault.Course.FlapS == 0 && f.Truth.Testifying >= ManyFrom).ToList();
        var tiny = single.Where(f => f.Fault.Kind == "isp, tiny").ToList();
        var forged = judgements.Where(j => j.World.Forged.Count > 0).ToList();
        return
        [
            Right(deep),
            Abstained(deep),
            Innocent(verdicts),
            FalseAlarms(new Rate(verdicts.Count(v => v.Outcome == Outcome.Wrong), judgements.Sum(j => j.IspDays))),
            InTime("seconds to verdict, half gone, 300 and more testify", Times.Of(steady.Where(f => f.Truth.Lost is >= HalfFrom and < HalfTo).Select(f => f.SecondsToVerdict)), 30),
            InTime("seconds to verdict, a quarter gone, 300 and more testify", Times.Of(steady.Where(f => f.Truth.Lost is >= QuarterFrom and < QuarterTo).Select(f => f.SecondsToVerdict)), 300),
            Found(tiny),
            InTime("seconds to verdict, that ISP", Times.Of(tiny.Select(f => f.SecondsToVerdict)), 600),
            NotTurned(forged),
        ];
    }

    private static Target Right(List<JudgedFault> deep)
    {
        var share = Share.Among(deep.Select(f => f.IsRight));
        return new Target("right culprit, half or more gone", ">= 95 %", Words(share), Met(share.N, share.Value >= 0.95));
    }

    private static Target Abstained(List<JudgedFault> deep)
    {
        var share = Share.Among(deep.Select(f => f.Outcome is Outcome.Undetermined or Outcome.Nothing));
        return new Target("abstained, half or more gone", "<= 5 %", Words(share), Met(share.N, share.Value <= 0.05));
    }

    private static Target Innocent(List<JudgedVerdict> verdicts)
    {
        var named = verdicts.Where(v => v.Said.Culprit != Domain.Verdicts.Culprit.Undetermined).ToList();
        var wrong = named.Count(v => v.BlamesInnocent);
        var most = ExactLimits.ShareAtMost(wrong, named.Count);
        return new Target("an innocent party named, of all verdicts that name", "<= 1 % by the upper 95 % limit", Text($"{wrong} of {named.Count}, at most {100 * most:0.0} %"), Met(named.Count, most <= 0.01));
    }

    private static Target FalseAlarms(Rate rate) => new(
        "false alarms per 1,000 ISP-days",
        "<= 1 by the upper 95 % limit",
        Text($"{rate.Events} in {rate.IspDays:0.0} ISP-days, at most {rate.AtMost:0.0}; see lab long"),
        Met((int)rate.IspDays, rate.AtMost <= 1));

    private static Target InTime(string what, Times times, double seconds) => new(
        what,
        Text($"median <= {seconds:0} s"),
        times.N == 0 ? "no such fault" : Words(times),
        Met(times.N, times.Median <= seconds));

    private static Target Found(List<JudgedFault> tiny)
    {
        var share = Share.Among(tiny.Select(f => f.IsRight));
        return new Target("an ISP of 120 sessions, 30 % of its demand not fitting: found", ">= 80 %", Words(share), Met(share.N, share.Value >= 0.8));
    }

    private static Target NotTurned(List<Judgement> forged)
    {
        var turned = forged.Count(j => j.Verdicts.Any(v => v.Outcome == Outcome.Wrong));
        return new Target("worlds with forged sessions (up to 5 % of the accused) in which somebody was wrongly named", "none", Text($"{turned} of {forged.Count}"), Met(forged.Count, turned == 0));
    }

    private static string Words(Share share) => share.N == 0 ? "no such fault" : Text($"{share.Of} of {share.N} = {100 * share.Value:0.0} % ({100 * share.Limits.Low:0.0} to {100 * share.Limits.High:0.0})");

    private static string Words(Times times) => Text($"{Median(times)} ({times.LimitsInWords()}), {times.Found.Count} of {times.N} found");

    private static string Median(Times times) => times.Median is { } median ? Text($"median {median:0} s") : "no median, as most were not found";

    private static bool? Met(int n, bool met) => n == 0 ? null : met;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
