using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite;

/// <summary>What goes wrong in a world of the suite: the truth that a verdict is held against.</summary>
/// <param name="Culprit">Whose fault it is.</param>
/// <param name="Link">Which links are squeezed.</param>
/// <param name="Fraction">Their capacity as a part of what their sessions want.</param>
/// <param name="FromS">When, s after the calm.</param>
/// <param name="ToS">Until when.</param>
internal sealed record Fault(Culprit Culprit, LinkSelector Link, double Fraction, double FromS, double ToS)
{
    /// <summary>The verdict says exactly this.</summary>
    public bool IsNamedBy(Culprit culprit, string? isp, string? path) => culprit == Culprit && culprit switch
    {
        Culprit.Isp => isp == Link.Isp,
        Culprit.Path => path == Link.Path,
        Culprit.Interconnect => isp == Link.Isp && path == Link.Path,
        _ => true,
    };

    /// <summary>The verdict names a part of what is at fault: one crossing of a guilty ISP or transit.</summary>
    public bool IsTouchedBy(Culprit culprit, string? isp, string? path) =>
        culprit == Culprit.Interconnect && Culprit switch
        {
            Culprit.Isp => isp == Link.Isp,
            Culprit.Path => path == Link.Path,
            _ => false,
        };
}
