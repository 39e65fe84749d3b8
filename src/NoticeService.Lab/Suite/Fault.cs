using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite;

/// <summary>A culprit and its scope, as a verdict states it.</summary>
internal readonly record struct Statement(Culprit Culprit, string? Isp, string? Path);

/// <summary>What goes wrong in a world of the suite: the truth that a verdict is held against.</summary>
/// <param name="Truth">Whose fault it is.</param>
/// <param name="Links">Which links are squeezed.</param>
/// <param name="Course">When.</param>
internal sealed record Fault(Statement Truth, IReadOnlyList<LinkSelector> Links, FaultCourse Course)
{
    /// <summary>The metros in which it is; empty is all.</summary>
    public IReadOnlyList<string> Metros { get; init; } = [];

    /// <summary>
    /// Fraction of throughput that the typical home faster than its fair share is to lose, 0 to 1: others crowd the link.
    /// Zero when <see cref="Fraction"/> decides.
    /// </summary>
    public double AimedLost { get; init; }

    /// <summary>Capacity as a part of what the sessions want: our own traffic alone crowds the link. Null when others do.</summary>
    public double? Fraction { get; init; }

    /// <summary>Flows of others for each of ours that crosses the link.</summary>
    public double OthersPerFlow { get; init; } = 3;

    /// <summary>What the link's capacity varies by, octaves.</summary>
    public double NoiseOctaves { get; init; } = 0.1;

    /// <summary>Weaker statements that are right too, where the world does not show more.</summary>
    public IReadOnlyList<Statement> AlsoRight { get; init; } = [];

    /// <summary>Whether the world shows enough to name the culprit; when not, silence and undetermined are right too.</summary>
    public bool IsNameable { get; init; } = true;

    /// <summary>What kind of fault it is, for the tables.</summary>
    public string Kind { get; init; } = Truth.Culprit.ToString().ToLowerInvariant();

    /// <summary>The verdict says exactly this.</summary>
    public bool IsNamedBy(in Statement said) => said == Truth;

    /// <summary>The verdict names a part of what is at fault: one crossing of a guilty ISP or transit.</summary>
    public bool IsTouchedBy(in Statement said) =>
        said.Culprit == Culprit.Interconnect && Truth.Culprit switch
        {
            Culprit.Isp => said.Isp == Truth.Isp,
            Culprit.Path => said.Path == Truth.Path,
            _ => false,
        };

    /// <summary>Whether a verdict's metros and its time fit.</summary>
    /// <param name="metros">Of the verdict; empty is all.</param>
    /// <param name="openedS">When it opened, world seconds.</param>
    public bool IsWhereAndWhen(IReadOnlyCollection<string> metros, double openedS) =>
        openedS > Course.FromS
        && openedS <= Course.ToS + AftermathS
        && (Metros.Count == 0 || metros.Count == 0 || Metros.Any(metros.Contains));

    // The recent windows still show it for a while, and players need as long to fill their buffers again.
    private const double AftermathS = 60;
}
