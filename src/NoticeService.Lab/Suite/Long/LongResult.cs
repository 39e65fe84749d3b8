using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Suite.Long;

/// <summary>One world watched for long.</summary>
/// <param name="Plan">What was played.</param>
/// <param name="Alarms">Verdicts that opened, all of them false but those of <see cref="Culprit.Undetermined"/>.</param>
internal sealed record LongResult(CellWorldPlan Plan, IReadOnlyList<Verdict> Alarms)
{
    public double IspDays => Plan.Households.Count * Plan.Windows / 8_640.0;

    /// <summary>Verdicts that name a company.</summary>
    public int Blames => Alarms.Count(v => v.Culprit is Culprit.Isp or Culprit.Path or Culprit.Interconnect);

    /// <summary>Verdicts that name us; where our own player lies they are right.</summary>
    public int Service => Plan.Confounder == Confounder.PlayerRelease ? 0 : Alarms.Count(v => v.Culprit == Culprit.Service);

    public int Undetermined => Alarms.Count(v => v.Culprit == Culprit.Undetermined);
}
