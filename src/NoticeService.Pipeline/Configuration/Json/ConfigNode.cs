using System.Text.Json;

namespace NoticeService.Pipeline.Configuration.Json;

/// <summary>A JSON value that knows where it stands.</summary>
/// <param name="Kind">Object, array, string, number, true, false or null.</param>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Path">For example <c>cohorts[0].name</c>; empty for the root.</param>
internal sealed record ConfigNode(JsonValueKind Kind, int Line, string Path)
{
    /// <summary>Of a string, its text; of a number, its digits as written.</summary>
    public string Text { get; init; } = "";

    /// <summary>Of an object, in the order of the file.</summary>
    public List<KeyValuePair<string, ConfigNode>> Properties { get; } = [];

    /// <summary>Of an array.</summary>
    public List<ConfigNode> Items { get; } = [];
}
