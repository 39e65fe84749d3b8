using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Notices;
using NoticeService.Pipeline.Configuration;

namespace NoticeService.Pipeline.Admission;

/// <summary>A configuration made ready for the gate: the cohorts' lists are pseudonyms. Immutable.</summary>
public sealed class GatePolicy
{
    public GatePolicy(NoticeConfiguration configuration, HouseholdKey key)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        Cohorts = [.. configuration.Cohorts.Select(c => new CohortSelector(c, key))];
    }

    /// <summary>What it was made from.</summary>
    public NoticeConfiguration Configuration { get; }

    /// <summary>In the order of the file: the first that takes a user has it.</summary>
    public IReadOnlyList<CohortSelector> Cohorts { get; }

    public NoticeTexts Texts => Configuration.Texts;

    public PacingSettings Pacing => Configuration.Pacing;

    public NetworkTable Network => Configuration.Network;
}
