using System.Text;
using System.Text.Json;

namespace NoticeService.Pipeline.Configuration.Json;

/// <summary>Parses JSON, with comments and trailing commas, into nodes that know their lines.</summary>
internal ref struct ConfigNodeParser
{
    private const int MaxDepth = 16;

    private readonly Mistakes mistakes;
    private readonly ReadOnlySpan<byte> utf8;
    private Utf8JsonReader reader;
    private int line = 1;
    private int countedTo;

    private ConfigNodeParser(ReadOnlySpan<byte> utf8, Mistakes mistakes)
    {
        this.mistakes = mistakes;
        this.utf8 = utf8;
        reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth });
    }

    /// <returns>Null when the text is not JSON: that is then among the mistakes.</returns>
    public static ConfigNode? Parse(ReadOnlySpan<byte> utf8, Mistakes mistakes)
    {
        var bom = Encoding.UTF8.Preamble;
        var parser = new ConfigNodeParser(utf8.StartsWith(bom) ? utf8[bom.Length..] : utf8, mistakes);
        try
        {
            parser.reader.Read();
            var root = parser.ReadValue("");
            parser.reader.Read();
            return root;
        }
        catch (JsonException broken)
        {
            // The position that the message ends with counts lines from 0; ours stands in front.
            var end = broken.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            mistakes.Add((int)(broken.LineNumber ?? 0) + 1, "", $"not JSON: {(end < 0 ? broken.Message : broken.Message[..end])}");
            return null;
        }
        catch (InvalidOperationException broken)
        {
            mistakes.Add(parser.CurrentLine(), "", $"not JSON: {broken.Message}");
            return null;
        }
    }

    private ConfigNode ReadValue(string path)
    {
        var at = CurrentLine();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(new ConfigNode(JsonValueKind.Object, at, path));
            case JsonTokenType.StartArray:
                return ReadArray(new ConfigNode(JsonValueKind.Array, at, path));
            case JsonTokenType.String:
                return new ConfigNode(JsonValueKind.String, at, path) { Text = reader.GetString()! };
            case JsonTokenType.Number:
                return new ConfigNode(JsonValueKind.Number, at, path) { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True:
                return new ConfigNode(JsonValueKind.True, at, path);
            case JsonTokenType.False:
                return new ConfigNode(JsonValueKind.False, at, path);
            default:
                return new ConfigNode(JsonValueKind.Null, at, path);
        }
    }

    private ConfigNode ReadObject(ConfigNode node)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var path = node.Path.Length == 0 ? name : $"{node.Path}.{name}";
            if (!names.Add(name))
            {
                mistakes.Add(CurrentLine(), path, "is there twice");
            }

            reader.Read();
            node.Properties.Add(KeyValuePair.Create(name, ReadValue(path)));
        }

        return node;
    }

    private ConfigNode ReadArray(ConfigNode node)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            node.Items.Add(ReadValue($"{node.Path}[{node.Items.Count}]"));
        }

        return node;
    }

    private int CurrentLine()
    {
        var start = (int)reader.TokenStartIndex;
        line += utf8[countedTo..start].Count((byte)'\n');
        countedTo = start;
        return line;
    }
}
