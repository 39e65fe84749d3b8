using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Configuration.Json;

namespace NoticeService.Pipeline.Configuration.Sections;

/// <summary>Reads <c>suspensions</c>.</summary>
internal static class SuspensionSection
{
    public static List<ConfiguredSuspension> Read(IReadOnlyList<ConfigNode> nodes, NetworkDraft network, List<CohortDefinition> cohorts, Mistakes mistakes)
    {
        var scopes = new HashSet<string>(StringComparer.Ordinal) { "all" };
        scopes.UnionWith(network.Isps.Select(i => $"isp:{i.Isp.Id}"));
        scopes.UnionWith(cohorts.Select(c => $"cohort:{c.Name}"));
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var list = new List<ConfiguredSuspension>();
        foreach (var node in nodes)
        {
            if (ObjectReader.Read(node, mistakes, suspension => ReadOne(suspension, scopes)) is not { } read)
            {
                continue;
            }

            if (!first.TryAdd(read.Scope, node.Line))
            {
                mistakes.Add(node, $"'{read.Scope}' is suspended already, in line {first[read.Scope]}");
            }

            list.Add(read);
        }

        return list;
    }

    private static ConfiguredSuspension? ReadOne(ObjectReader suspension, HashSet<string> scopes)
    {
        var mistakes = suspension.Mistakes;
        var node = suspension.Required("scope");
        var scope = node.AsText(mistakes, 80);
        var reason = suspension.Required("reason").AsText(mistakes, 500);
        var by = suspension.Required("operator").AsText(mistakes, 128);
        if (scope is not null && !scopes.Contains(scope))
        {
            mistakes.Add(node!, $"'{scope}' is neither all, nor isp:ID of an ISP, nor cohort:NAME of a cohort in this file");
        }

        return scope is null || reason is null || by is null ? null : new ConfiguredSuspension(scope, reason, by);
    }
}
