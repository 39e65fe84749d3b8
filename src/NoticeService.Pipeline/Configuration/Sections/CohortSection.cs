using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Configuration.Json;

namespace NoticeService.Pipeline.Configuration.Sections;

/// <summary>Reads <c>cohorts</c>.</summary>
internal static class CohortSection
{
    // More people than there are, so that no population can pass it by mistake of a digit or two.
    private const long MaxUsers = 10_000_000_000;
    private const int MaxListedUsers = 100_000;

    // A decision looks at each of them; their names are labels of metrics.
    private const int MaxCohorts = 100;

    // The store remembers a population for four weeks.
    private const double MaxCountingHours = 672;

    public static List<CohortDefinition> Read(IReadOnlyList<ConfigNode> nodes, NetworkDraft network, Mistakes mistakes)
    {
        var isps = network.Isps.Select(i => i.Isp.Id).ToHashSet(StringComparer.Ordinal);
        var metros = network.Servers.Select(s => s.Metro).ToHashSet(StringComparer.Ordinal);
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var list = new List<CohortDefinition>();
        if (nodes.Count > MaxCohorts)
        {
            mistakes.Add(nodes[MaxCohorts], $"at most {MaxCohorts} cohorts are allowed");
        }

        foreach (var node in nodes)
        {
            if (ObjectReader.Read(node, mistakes, cohort => ReadCohort(cohort, isps, metros)) is not { } cohort)
            {
                continue;
            }

            if (!first.TryAdd(cohort.Name, node.Line))
            {
                mistakes.Add(node, $"the cohort '{cohort.Name}' is there already, in line {first[cohort.Name]}");
            }

            list.Add(cohort);
        }

        return list;
    }

    private static CohortDefinition? ReadCohort(ObjectReader cohort, HashSet<string> knownIsps, HashSet<string> knownMetros)
    {
        var mistakes = cohort.Mistakes;
        var name = cohort.Required("name").AsId(mistakes);
        var (percentage, target) = ReadSize(cohort);
        var hardCap = ReadHardCap(cohort, target);
        var (starts, ends) = ReadCampaign(cohort);
        var read = new CohortDefinition
        {
            Name = name ?? "",
            Enabled = cohort.Optional("enabled").AsBoolean(mistakes) ?? true,
            Shadow = cohort.Optional("shadow").AsBoolean(mistakes) ?? false,
            Percentage = percentage,
            TargetSize = target,
            CountedFor = ReadCounting(cohort, target),
            Salt = cohort.Optional("salt").AsText(mistakes, 100) ?? name ?? "",
            HardCap = hardCap,
            HoldoutShare = cohort.Optional("holdout_share").AsNumber(mistakes, 0, 1) ?? 0,
            Isps = ReadReferences(cohort, "isps", "ISP", knownIsps),
            Metros = ReadReferences(cohort, "metros", "metro with a server", knownMetros),
            Players = [.. Texts(cohort, "players", 64)],
            Allow = Texts(cohort, "allow", 128).ToHashSet(StringComparer.Ordinal),
            Deny = Texts(cohort, "deny", 128).ToHashSet(StringComparer.Ordinal),
            StartsMs = starts,
            EndsMs = ends,
        };
        return name is null ? null : read;
    }

    private static (double? Percentage, long? Target) ReadSize(ObjectReader cohort)
    {
        var percentage = cohort.Optional("percentage");
        var target = cohort.Optional("target_size");
        if (percentage is not null && target is not null)
        {
            cohort.Mistakes.Add(target, "a cohort has a percentage or a target_size, not both");
        }

        return percentage is not null
            ? (percentage.AsNumber(cohort.Mistakes, 0, 100), null)
            : (null, target.AsWhole(cohort.Mistakes, 1, MaxUsers) ?? CohortDefinition.DefaultTargetSize);
    }

    private static TimeSpan ReadCounting(ObjectReader cohort, long? target)
    {
        var node = cohort.Optional("counting_hours");
        if (node is not null && target is null)
        {
            cohort.Mistakes.Add(node, "counting_hours is for a cohort with a target_size: a percentage needs no count");
        }

        return node.AsNumber(cohort.Mistakes, 0, MaxCountingHours) is { } hours ? TimeSpan.FromHours(hours) : CohortDefinition.DefaultCountedFor;
    }

    private static long ReadHardCap(ObjectReader cohort, long? target)
    {
        var node = cohort.Optional("hard_cap");
        var cap = node.AsWhole(cohort.Mistakes, 1, MaxUsers);
        if (cap < target)
        {
            cohort.Mistakes.Add(node!, $"a cap of {cap} can never let in the target_size of {target}");
        }

        return cap ?? target ?? CohortDefinition.DefaultTargetSize;
    }

    private static (long? Starts, long? Ends) ReadCampaign(ObjectReader cohort)
    {
        var starts = cohort.Optional("starts").AsTime(cohort.Mistakes);
        var node = cohort.Optional("ends");
        var ends = node.AsTime(cohort.Mistakes);
        if (ends <= starts)
        {
            cohort.Mistakes.Add(node!, "the campaign ends before it starts");
        }

        return (starts, ends);
    }

    private static HashSet<string> ReadReferences(ObjectReader cohort, string property, string what, HashSet<string> known)
    {
        var set = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in cohort.Items(property))
        {
            if (node.AsText(cohort.Mistakes, 64) is not { } id)
            {
                continue;
            }

            if (!known.Contains(id))
            {
                cohort.Mistakes.Add(node, $"there is no {what} '{id}'");
            }

            set.Add(id);
        }

        return set;
    }

    private static IEnumerable<string> Texts(ObjectReader cohort, string property, int maxLength)
    {
        var nodes = cohort.Items(property);
        if (nodes.Count > MaxListedUsers)
        {
            cohort.Mistakes.Add(cohort.Node, $"'{property}' lists {nodes.Count}; at most {MaxListedUsers} are allowed");
            return [];
        }

        return nodes.Select(node => node.AsText(cohort.Mistakes, maxLength)).OfType<string>();
    }
}
