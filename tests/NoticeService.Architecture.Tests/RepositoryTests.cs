using System.Text.RegularExpressions;
using NoticeService.TestKit;
using NoticeService.TestKit.Repository;
using NoticeService.TestKit.Servers;

namespace NoticeService.Architecture.Tests;

/// <summary>What a file of the repository must not say.</summary>
public sealed partial class RepositoryTests
{
    // Binary, or data as it was received.
    private static readonly string[] Unread = [".gz", ".mmdb", ".png"];

    [Fact]
    public async Task Files_NameNoRegistryHostAndNoPathOfAMachine()
    {
        var found = new List<string>();
        foreach (var file in await FilesAsync())
        {
            var number = 0;
            foreach (var line in await File.ReadAllLinesAsync(RepositoryFiles.PathOf(file)))
            {
                number++;
                if (RegistryHost().IsMatch(line) || MachinePath().IsMatch(line))
                {
                    found.Add($"{file}:{number}: {line.Trim()}");
                }
            }
        }

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("see https://registry.npmj" + "s.org/buf", true)]
    [InlineData("https://api.nug" + "et.org/v3/index.json", true)]
    [InlineData("https://example.org/registry", false)]
    public void RegistryHost_IsRecognised(string line, bool found) => Assert.Equal(found, RegistryHost().IsMatch(line));

    [Theory]
    [InlineData("cd /ho" + "me/someone/notices", true)]
    [InlineData("/ro" + "ot/.cache", true)]
    [InlineData(@"C:\Us" + @"ers\someone", true)]
    [InlineData("/var/lib/notice-service", false)]
    [InlineData("GET /home", false)]
    public void MachinePath_IsRecognised(string line, bool found) => Assert.Equal(found, MachinePath().IsMatch(line));

    private static async Task<IReadOnlyList<string>> FilesAsync()
    {
        var run = await ToolRun.RunAsync(
            RequiredTool.Require("git"), ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], RepositoryFiles.Root);
        Assert.Equal(0, run.ExitCode);
        var files = run.StandardOutput.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Where(file => File.Exists(RepositoryFiles.PathOf(file)) && !Unread.Any(file.EndsWith)).ToList();
        Assert.InRange(files.Count, 100, int.MaxValue);
        return files;
    }

    [GeneratedRegex(@"registry\.(npmjs|yarnpkg)\.|(api|www)\.nuget\.org|deb\.debian\.org|pypi\.org|files\.pythonhosted\.org|resolved""\s*:\s*""https?:", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"(?<![\w.])(/home/\w+/|/roo[t]/|/Users/\w+/)|[A-Z]:\\Users\\", RegexOptions.None)]
    private static partial Regex MachinePath();
}
