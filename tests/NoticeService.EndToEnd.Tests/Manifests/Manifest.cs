using YamlDotNet.RepresentationModel;

namespace NoticeService.EndToEnd.Tests.Manifests;

/// <summary>One object for the cluster, with the few questions that tests ask of it.</summary>
internal sealed record Manifest(YamlMappingNode Root)
{
    public string Kind => Yaml.Text(Root, "kind");

    public string Name => Yaml.Text(Root, "metadata", "name");

    public string? Namespace => Yaml.Find(Root, "metadata", "namespace") is YamlScalarNode scalar ? scalar.Value : null;

    /// <summary>Of its pods; only for those that have some.</summary>
    public YamlMappingNode PodSpec => Yaml.Map(Root, "spec", "template", "spec");

    public IReadOnlyDictionary<string, string> PodLabels => Yaml.Texts(Yaml.Map(Root, "spec", "template", "metadata", "labels"));

    public bool HasPods => Kind is "Deployment" or "StatefulSet";

    public IEnumerable<YamlMappingNode> Containers => Yaml.Maps(PodSpec, "containers");

    public override string ToString() => $"{Kind}/{Name}";
}

/// <summary>Reads YAML by path.</summary>
internal static class Yaml
{
    /// <summary>Null when a part of the path is missing.</summary>
    public static YamlNode? Find(YamlNode node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            if (node is not YamlMappingNode map || !map.Children.TryGetValue(new YamlScalarNode(key), out var next))
            {
                return null;
            }

            node = next;
        }

        return node;
    }

    public static string Text(YamlNode node, params ReadOnlySpan<string> path) => ((YamlScalarNode)Must(node, path)).Value!;

    public static YamlMappingNode Map(YamlNode node, params ReadOnlySpan<string> path) => (YamlMappingNode)Must(node, path);

    /// <summary>The items of a list; none when it is missing.</summary>
    public static IEnumerable<YamlMappingNode> Maps(YamlNode node, params ReadOnlySpan<string> path) =>
        Find(node, path) is YamlSequenceNode list ? list.OfType<YamlMappingNode>() : [];

    public static IEnumerable<string> Items(YamlNode node, params ReadOnlySpan<string> path) =>
        Find(node, path) is YamlSequenceNode list ? list.OfType<YamlScalarNode>().Select(item => item.Value!) : [];

    public static IReadOnlyDictionary<string, string> Texts(YamlMappingNode map) =>
        map.Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => ((YamlScalarNode)pair.Value).Value!, StringComparer.Ordinal);

    /// <summary>Every text below a node.</summary>
    public static IEnumerable<string> AllTexts(YamlNode node) => node.AllNodes.OfType<YamlScalarNode>().Select(scalar => scalar.Value ?? "");

    private static YamlNode Must(YamlNode node, ReadOnlySpan<string> path) =>
        Find(node, path) ?? throw new KeyNotFoundException($"There is no {string.Join('.', path)} in:\n{node}");
}
