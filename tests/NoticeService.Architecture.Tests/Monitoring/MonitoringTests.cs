using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using NoticeService.Architecture.Tests.Instruments;
using NoticeService.Telemetry.Prometheus;
using NoticeService.TestKit;
using NoticeService.TestKit.Repository;
using NoticeService.TestKit.Servers;

namespace NoticeService.Architecture.Tests.Monitoring;

/// <summary>A renamed metric, label or reason must not leave an empty panel or an alert that never comes.</summary>
public sealed partial class MonitoringTests
{
    // Given by Prometheus and by the format, not by our code.
    private static readonly string[] GivenLabels = ["le", "instance", "job", "namespace", "pod"];

    private static readonly List<(string Where, PromQuery Query)> Queries =
    [
        .. Dashboard.Queries.Select(q => (q.Where, PromQuery.Read(q.Expression))),
        .. AlertFile.Alerts.Select(a => (a.Name, PromQuery.Read(a.Expression))),
    ];

    [Fact]
    public async Task Metric_OfDashboardOrAlert_IsEmitted()
    {
        var emitted = await EmittedNames.AllAsync();
        var missing = Queries.SelectMany(q => q.Query.Metrics.Except(emitted, StringComparer.Ordinal).Where(IsOurs).Select(metric => $"{q.Where}: {metric}"));
        Assert.Empty(missing);
    }

    // A meter that nobody looks at finds nothing.
    [Fact]
    public void Instrument_OfOurs_IsOnTheDashboard()
    {
        var shown = Dashboard.Queries.SelectMany(q => PromQuery.Read(q.Expression).Metrics).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(InstrumentScan.Instruments.Where(i => !i.PrometheusNames.Any(shown.Contains)).Select(i => i.Name));
    }

    [Fact]
    public void Label_OfDashboardOrAlert_IsATagInTheCode()
    {
        var tags = InstrumentScan.Literals.Where(text => text.Length < 60).Select(PrometheusName.Label).Concat(GivenLabels).ToHashSet(StringComparer.Ordinal);
        var used = Queries.SelectMany(q => q.Query.Labels.Select(label => (q.Where, Label: label)))
            .Concat(Dashboard.Queries.SelectMany(q => Placeholder().Matches(q.Legend).Select(match => (q.Where, Label: match.Groups[1].Value))));
        Assert.Empty(used.Where(u => !tags.Contains(u.Label)).Select(u => $"{u.Where}: {u.Label}"));
    }

    [Fact]
    public void Legend_NamesOnlyLabelsThatAreLeft() => Assert.Empty(
        from query in Dashboard.Queries
        where query.Expression.Contains("sum", StringComparison.Ordinal)
        from Match match in Placeholder().Matches(query.Legend)
        where !PromQuery.Read(query.Expression).Labels.Contains(match.Groups[1].Value)
        select $"{query.Where}: {match.Value}");

    [Fact]
    public void Value_ThatAQuerySelects_IsInTheCode()
    {
        var members = ProductAssemblies.Written.SelectMany(a => a.GetTypes()).Where(type => type.IsEnum).SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(field => SnakeCase(field.Name));
        var known = members.Concat(InstrumentScan.Literals).ToHashSet(StringComparer.Ordinal);
        var used = Queries.SelectMany(q => q.Query.Values.Where(value => !value.Contains(".*", StringComparison.Ordinal)).Select(value => (q.Where, Value: value)));
        Assert.Empty(used.Where(u => !known.Contains(u.Value)).Select(u => $"{u.Where}: {u.Value}"));
    }

    [Fact]
    public async Task Expression_OfAPanel_IsValid()
    {
        // promtool reads rules: each panel's query is made one.
        var file = Path.GetTempFileName();
        try
        {
            var rules = Dashboard.Queries.Select((q, i) => $"      - record: panel:{i}\n        expr: '{q.Expression.Replace("'", "''", StringComparison.Ordinal)}'\n");
            await File.WriteAllTextAsync(file, "groups:\n  - name: panels\n    rules:\n" + string.Concat(rules));
            var run = await ToolRun.RunAsync(RequiredTool.Require("promtool"), ["check", "rules", file], RepositoryFiles.Root);
            Assert.True(run.ExitCode == 0, run.Output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Panels_HaveWhatAReaderNeeds()
    {
        Assert.All(Dashboard.Charts, panel =>
        {
            Assert.NotEqual("", panel.GetProperty("description").GetString());
            Assert.NotEqual("", panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString());
            Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
        });
        Assert.Equal(Dashboard.Panels.Count, Dashboard.Panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var squares = Dashboard.Panels.SelectMany(Squares).ToList();
        Assert.Equal(squares.Count, squares.Distinct().Count());
        Assert.All(squares, square => Assert.InRange(square.X, 0, 23));
    }

    [Fact]
    public async Task Alerts_PassTheirTrials()
    {
        var promtool = RequiredTool.Require("promtool");
        var check = await ToolRun.RunAsync(promtool, ["check", "rules", AlertFile.Rules], RepositoryFiles.Root);
        Assert.True(check.ExitCode == 0, check.Output);
        var trials = await ToolRun.RunAsync(promtool, ["test", "rules", AlertFile.Trials], RepositoryFiles.Root);
        Assert.True(trials.ExitCode == 0, trials.Output);
    }

    [Fact]
    public void Alert_IsTriedWhereItComesAndWhereItMustNot()
    {
        var names = AlertFile.Alerts.Select(a => a.Name).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(names, AlertFile.Tried.Where(t => t.Comes).Select(t => t.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(names, AlertFile.Tried.Where(t => !t.Comes).Select(t => t.Name).Distinct().Order(StringComparer.Ordinal));
    }

#if FULL_FEED
    // The official gRPC host has meters of its own, and no such metric.
    private static bool IsOurs(string metric) => !metric.StartsWith("rpc_server_", StringComparison.Ordinal);
#else
    private static bool IsOurs(string metric) => true;
#endif

    private static IEnumerable<(int X, int Y)> Squares(JsonElement panel)
    {
        var place = panel.GetProperty("gridPos");
        return from x in Enumerable.Range(place.GetProperty("x").GetInt32(), place.GetProperty("w").GetInt32())
               from y in Enumerable.Range(place.GetProperty("y").GetInt32(), place.GetProperty("h").GetInt32())
               select (x, y);
    }

    private static string SnakeCase(string name) => UpperCase().Replace(name, "_$0").TrimStart('_').ToLowerInvariant();

    [GeneratedRegex(@"\{\{\s*(\w+)\s*\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex UpperCase();
}
