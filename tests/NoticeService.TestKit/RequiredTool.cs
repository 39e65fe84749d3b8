using Xunit;

namespace NoticeService.TestKit;

/// <summary>
/// What a test needs of the machine. Missing, it skips the test by name and reason; with <c>NOTICE_REQUIRE_TOOLS=1</c>,
/// as in continuous integration, it fails it.
/// </summary>
public static class RequiredTool
{
    private const string RequireVariable = "NOTICE_REQUIRE_TOOLS";

    /// <summary>Full path of a program on PATH, or the test ends here.</summary>
    public static string Require(string name)
    {
        var path = Find(name);
        Require(path is not null, $"{name} is not installed.");
        return path ?? "";
    }

    /// <summary>Goes on if <paramref name="present"/>, or the test ends here with the reason.</summary>
    public static void Require(bool present, string reason)
    {
        if (present)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable(RequireVariable) == "1")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
    }

    /// <summary>Null when it is on no folder of PATH.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
