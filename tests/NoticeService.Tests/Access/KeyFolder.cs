using System.Text.Json.Nodes;
using NoticeService.Access;

namespace NoticeService.Tests.Access;

/// <summary>Files of keys in a folder of their own.</summary>
internal sealed class KeyFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-keys-");

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    /// <summary>A set of public keys.</summary>
    public string Write(string name, params SigningKey[] keys) => WriteText(name, SetOf([.. keys.Select(k => (JsonNode)k.ToPublicJson())]));

    public string WriteText(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public static string SetOf(params JsonNode[] keys) => new JsonObject { ["keys"] = new JsonArray(keys) }.ToJsonString();

    public void Dispose() => folder.Delete(recursive: true);
}
