using System.Collections.Concurrent;
using NoticeService.TestKit;
using NoticeService.TestKit.Repository;
using NoticeService.TestKit.Servers;
using YamlDotNet.RepresentationModel;

namespace NoticeService.EndToEnd.Tests.Manifests;

/// <summary>What <c>kubectl kustomize</c> makes of a folder; no cluster is asked.</summary>
internal static class Rendering
{
    /// <summary>Everything that somebody may apply, and combinations of components that must go together.</summary>
    public static readonly string[] Folders =
        ["k8s/base", "k8s/overlays/dev", "k8s/overlays/prod", "k8s/tests/own-redis-with-everything", "k8s/tests/external-redis-alone"];

    private static readonly ConcurrentDictionary<string, Task<string>> Rendered = new(StringComparer.Ordinal);

    public static Task<string> TextAsync(string folder)
    {
        var kubectl = RequiredTool.Require("kubectl");
        return Rendered.GetOrAdd(folder, async path =>
        {
            var run = await ToolRun.RunAsync(kubectl, ["kustomize", path], RepositoryFiles.Root);
            Assert.True(run.ExitCode == 0, run.Output);
            return run.StandardOutput;
        });
    }

    public static async Task<IReadOnlyList<Manifest>> ObjectsAsync(string folder)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(await TextAsync(folder)));
        return [.. yaml.Documents.Select(document => new Manifest((YamlMappingNode)document.RootNode))];
    }

    /// <summary>The service's deployment and its one container.</summary>
    public static async Task<(Manifest Deployment, YamlMappingNode Container)> ServiceAsync(string folder)
    {
        var deployment = Assert.Single(await ObjectsAsync(folder), o => o.Kind == "Deployment");
        return (deployment, Assert.Single(deployment.Containers));
    }
}
