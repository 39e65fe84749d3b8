using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Notices;
using NoticeService.Pipeline.Configuration;

namespace NoticeService.Pipeline.Admission;

/// <summary>A configuration made ready for the gate: the cohorts' lists are pseudonyms. Immutable.</summary>
public sealed class GatePolicy
{
    private readonly Dictionary<string, IReadOnlyList<string>> beside;

    public GatePolicy(NoticeConfiguration configuration, HouseholdKey key)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        Cohorts = [.. configuration.Cohorts.Select(c => new CohortSelector(c, key))];
        var names = configuration.Cohorts.Select(c => c.Name).ToArray();
        beside = names.ToDictionary(n => n, IReadOnlyList<string> (n) => [.. names.Where(other => other != n)], StringComparer.Ordinal);
    }

    /// <summary>What it was made from.</summary>
    public NoticeConfiguration Configuration { get; }

    /// <summary>In the order of the file: the first that takes a user has it.</summary>
    public IReadOnlyList<CohortSelector> Cohorts { get; }

    /// <summary>Names of all cohorts but one.</summary>
    public IReadOnlyList<string> CohortsBeside(string cohort) => beside[cohort];

    /// <summary>Whether a notice that was admitted may still be shown: the file has no kill switch for it, and its campaign runs.</summary>
    public bool Lets(LedgerRecord record, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Configuration.SuspensionOf(record.Isp, record.Cohort) is null
            && Cohorts.Any(c => c.Definition.Name == record.Cohort && c.Definition.RunsAt(nowMs));
    }

    public NoticeTexts Texts => Configuration.Texts;

    public PacingSettings Pacing => Configuration.Pacing;

    public NetworkTable Network => Configuration.Network;
}
