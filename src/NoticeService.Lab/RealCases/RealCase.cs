using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.RealCases;

/// <summary>Who is at fault, by the names of the source.</summary>
internal readonly record struct Named(Culprit Culprit, string? Isp, string? Path)
{
    public static Named Interconnect(string isp, string path) => new(Culprit.Interconnect, isp, path);

    /// <summary>Crowded, and nobody may be named.</summary>
    public static Named Nobody(string isp, string path) => new(Culprit.Undetermined, isp, path);
}

/// <summary>One time at which a case is looked at.</summary>
/// <param name="Name">For the page.</param>
/// <param name="Date">When; phases are in order.</param>
/// <param name="Expected">What M-Lab found then; null where it said nothing.</param>
internal sealed record CasePhase(string Name, DateOnly Date, IReadOnlyList<Named>? Expected);

/// <summary>One published case.</summary>
/// <param name="Id">Short and stable.</param>
/// <param name="Title">For the page.</param>
/// <param name="Area">The metro of all its cells.</param>
/// <param name="About">What the figures are, and what was assumed.</param>
/// <param name="Cells">The pairs.</param>
/// <param name="Phases">In order of time.</param>
internal sealed record RealCase(string Id, string Title, string Area, string About, IReadOnlyList<CaseCell> Cells, IReadOnlyList<CasePhase> Phases)
{
    /// <summary>How many times the windows of calm are played: once says what calm is, often that it was never anything else.</summary>
    public int CalmTimes { get; init; } = 1;
}
