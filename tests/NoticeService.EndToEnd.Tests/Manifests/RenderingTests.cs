using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NoticeService.TestKit.Repository;
using YamlDotNet.RepresentationModel;

namespace NoticeService.EndToEnd.Tests.Manifests;

/// <summary>Every rendering, to the line: a change of a base shows in the diff of each that is built on it.</summary>
public sealed partial class RenderingTests
{
    public static TheoryData<string> Folders() => [.. Rendering.Folders];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Render_Folder_IsTheGolden(string folder)
    {
        var text = new StringBuilder();
        foreach (var manifest in await Rendering.ObjectsAsync(folder))
        {
            Shorten(manifest);
            using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
            new YamlStream(new YamlDocument(manifest.Root)).Save(writer, assignAnchors: false);
            text.Append("---\n").Append(writer.ToString().Replace("...\n", "", StringComparison.Ordinal));
        }

        var name = folder["k8s/".Length..].Replace('/', '-');
        Golden.Check($"tests/NoticeService.EndToEnd.Tests/Manifests/Golden/{name}.yaml", GeneratedSuffix().Replace(text.ToString(), "-HASH"));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Render_Folder_NamesEachObjectOnce(string folder)
    {
        var names = (await Rendering.ObjectsAsync(folder)).Select(o => o.ToString()).ToList();
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
    }

    [Theory]
    [InlineData("k8s/overlays/dev", "notice-dev")]
    [InlineData("k8s/overlays/prod", "notice")]
    public async Task Render_Overlay_PutsAllIntoItsNamespace(string folder, string expected) =>
        Assert.All(await Rendering.ObjectsAsync(folder), o => Assert.Equal(expected, o.Kind == "Namespace" ? o.Name : o.Namespace));

    // Files are held to their sources elsewhere; here they would only repeat them.
    private static void Shorten(Manifest manifest)
    {
        if (manifest.Kind == "ConfigMap" && Yaml.Find(manifest.Root, "data") is YamlMappingNode data)
        {
            foreach (var (_, value) in data.Children)
            {
                var file = (YamlScalarNode)value;
                if (file.Value!.Contains('\n', StringComparison.Ordinal))
                {
                    file.Value = "(a file)";
                    file.Style = YamlDotNet.Core.ScalarStyle.Plain;
                }
            }
        }
    }

    [GeneratedRegex(@"(?<=name: (notice-[a-z-]+))-[a-z0-9]{10}$", RegexOptions.Multiline)]
    private static partial Regex GeneratedSuffix();
}
