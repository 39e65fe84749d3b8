using Xunit;

namespace NoticeService.TestKit.Servers;

/// <summary>A program that a test needs. Missing, it skips the test by name; with NOTICE_REQUIRE_TOOLS=1 it fails it.</summary>
public static class ServerTool
{
    /// <summary>Full path of a program, or the test ends here.</summary>
    public static string Require(string name)
    {
        var path = Find(name);
        if (path is not null)
        {
            return path;
        }

        var reason = $"{name} is not installed.";
        if (Environment.GetEnvironmentVariable("NOTICE_REQUIRE_TOOLS") == "1")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
        return "";
    }

    /// <summary>Null when it is on no folder of PATH.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
