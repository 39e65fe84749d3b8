using System.Text.Json;

namespace NoticeService.Pipeline.Configuration.Json;

/// <summary>Reads the properties of one object; those nobody asked for are mistakes.</summary>
internal sealed class ObjectReader
{
    private readonly ConfigNode node;
    private readonly Mistakes mistakes;
    private readonly List<string> known = [];

    private ObjectReader(ConfigNode node, Mistakes mistakes)
    {
        this.node = node;
        this.mistakes = mistakes;
    }

    public ConfigNode Node => node;

    public Mistakes Mistakes => mistakes;

    /// <summary>Reads an object with a function that asks for its properties; afterwards tells those that are unknown.</summary>
    /// <returns>Default when the node is not an object.</returns>
    public static T? Read<T>(ConfigNode node, Mistakes mistakes, Func<ObjectReader, T?> read)
    {
        if (node.Kind != JsonValueKind.Object)
        {
            mistakes.Add(node, $"{node.Describe()} is not an object");
            return default;
        }

        var reader = new ObjectReader(node, mistakes);
        var value = read(reader);
        foreach (var (name, child) in node.Properties.Where(p => !reader.known.Contains(p.Key)))
        {
            mistakes.Add(child, $"unknown property; known here are {string.Join(", ", reader.known.Order(StringComparer.Ordinal))}");
        }

        return value;
    }

    /// <summary>The property, or null when it is missing. JSON null counts as missing.</summary>
    public ConfigNode? Optional(string name)
    {
        known.Add(name);
        return node.Properties.Find(p => p.Key == name).Value is { Kind: not JsonValueKind.Null } child ? child : null;
    }

    /// <summary>The property; missing is a mistake.</summary>
    public ConfigNode? Required(string name)
    {
        var child = Optional(name);
        if (child is null)
        {
            mistakes.Add(node, $"'{name}' is missing");
        }

        return child;
    }

    /// <summary>The items of an array; none when it is missing.</summary>
    public IReadOnlyList<ConfigNode> Items(string name)
    {
        var child = Optional(name);
        if (child is null || child.Kind == JsonValueKind.Array)
        {
            return child?.Items ?? [];
        }

        mistakes.Add(child, $"{child.Describe()} is not a list");
        return [];
    }
}
