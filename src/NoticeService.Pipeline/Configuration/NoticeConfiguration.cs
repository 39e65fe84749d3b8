using NoticeService.Domain.Admission;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Notices;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Configuration;

/// <summary>Everything that <c>notices.json</c> says, checked. Immutable.</summary>
public sealed record NoticeConfiguration
{
    /// <summary>ISPs, paths and servers.</summary>
    public required NetworkTable Network { get; init; }

    /// <summary>In the order of the file: the first that takes a user has it.</summary>
    public IReadOnlyList<CohortDefinition> Cohorts { get; init; } = [];

    public PacingSettings Pacing { get; init; } = new();

    /// <summary>Thresholds of the verdict engine; those in the file when the service starts are in force until it ends.</summary>
    public VerdictSettings Verdict { get; init; } = new();

    /// <summary>What a dispute may pause.</summary>
    public DisputeSettings Disputes { get; init; } = new();

    public NoticeTexts Texts { get; init; } = NoticeTexts.Default;

    /// <summary>Kill switches in the file; those given by operators are in the store.</summary>
    public IReadOnlyList<ConfiguredSuspension> Suspensions { get; init; } = [];

    /// <summary>Files that were read besides: AS tables. A change of one is a change of the configuration.</summary>
    public IReadOnlyList<string> DataFiles { get; init; } = [];

    /// <summary>The kill switch in the file that holds for a notice, or null.</summary>
    public ConfiguredSuspension? SuspensionOf(string isp, string cohort) =>
        Suspensions.FirstOrDefault(s => s.Scope == "all" || s.Scope == $"isp:{isp}" || s.Scope == $"cohort:{cohort}");
}
