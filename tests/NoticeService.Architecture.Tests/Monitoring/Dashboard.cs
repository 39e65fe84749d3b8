using System.Text.Json;
using NoticeService.TestKit.Repository;

namespace NoticeService.Architecture.Tests.Monitoring;

/// <summary>The dashboard as it is committed.</summary>
internal static class Dashboard
{
    public static JsonElement Root { get; } = JsonDocument.Parse(RepositoryFiles.Read("k8s/dashboards/notice-service.json")).RootElement;

    public static IReadOnlyList<JsonElement> Panels { get; } = [.. Root.GetProperty("panels").EnumerateArray()];

    /// <summary>Those that show something.</summary>
    public static IEnumerable<JsonElement> Charts => Panels.Where(panel => panel.GetProperty("type").GetString() != "row");

    /// <summary>By the panel's title; with Grafana's own variable filled in as Grafana would.</summary>
    public static IEnumerable<(string Where, string Expression, string Legend)> Queries =>
        from panel in Charts
        from target in panel.GetProperty("targets").EnumerateArray()
        select (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "1m", StringComparison.Ordinal), target.GetProperty("legendFormat").GetString()!);
}
