using NoticeService.TestKit.Repository;
using YamlDotNet.RepresentationModel;

namespace NoticeService.Architecture.Tests.Monitoring;

/// <summary>The alert rules as they are committed.</summary>
internal static class AlertFile
{
    public const string Rules = "k8s/components/monitoring/notice-service.rules.yaml";
    public const string Trials = "k8s/tests/notice-service.rules.test.yaml";

    public static IReadOnlyList<(string Name, string Expression)> Alerts { get; } =
    [
        .. from @group in Items(Root(Rules), "groups")
           from rule in Items(@group, "rules")
           select (Text(rule, "alert"), Text(rule, "expr")),
    ];

    /// <summary>Which alert each trial asks about, and whether it must come.</summary>
    public static IReadOnlyList<(string Name, bool Comes)> Tried { get; } =
    [
        .. from trial in Items(Root(Trials), "tests")
           from asked in Items(trial, "alert_rule_test")
           select (Text(asked, "alertname"), Items(asked, "exp_alerts").Any()),
    ];

    private static YamlMappingNode Root(string path)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(RepositoryFiles.Read(path)));
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static IEnumerable<YamlMappingNode> Items(YamlMappingNode node, string key) => ((YamlSequenceNode)node[key]).Cast<YamlMappingNode>();

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;
}
