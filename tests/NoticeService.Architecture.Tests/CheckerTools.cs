using System.Runtime.InteropServices;
using NoticeService.TestKit;
using NoticeService.TestKit.Repository;
using NoticeService.TestKit.Servers;

namespace NoticeService.Architecture.Tests;

/// <summary>The checkers in Tools, which <c>npm ci --prefix tests/NoticeService.Architecture.Tests/Tools</c> installs.</summary>
internal static class CheckerTools
{
    private const string Folder = "tests/NoticeService.Architecture.Tests/Tools";

    public static Task<ToolRun> BufAsync(string folder, params string[] arguments)
    {
        // The platform's own package holds the program; the wrapper package's lock file differs from registry to registry.
        var package = $"@bufbuild/buf-linux-{(RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64" : "x64")}";
        RequireNode(package);
        return ToolRun.RunAsync(RepositoryFiles.PathOf($"{Folder}/node_modules/{package}/bin/buf"), arguments, folder);
    }

    public static Task<ToolRun> ValidateAsync(string schema, string json)
    {
        var node = RequireNode("ajv");
        return ToolRun.RunAsync(node, ["validate.mjs", RepositoryFiles.PathOf(schema)], RepositoryFiles.PathOf(Folder), json);
    }

    private static string RequireNode(string package)
    {
        var node = RequiredTool.Require("node");
        RequiredTool.Require(
            Directory.Exists(RepositoryFiles.PathOf($"{Folder}/node_modules/{package}")),
            $"{package} is not installed: npm ci --prefix {Folder}");
        return node;
    }
}
