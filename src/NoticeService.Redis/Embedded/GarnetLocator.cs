using System.Runtime.InteropServices;

namespace NoticeService.Redis.Embedded;

/// <summary>Finds the server's assembly and the runtime that runs it.</summary>
internal static class GarnetLocator
{
    private const string Version = "2.2.8";

    /// <summary>Full path of <c>GarnetServer.dll</c>.</summary>
    /// <param name="configured">Takes precedence over the usual places when not empty.</param>
    /// <exception cref="EmbeddedStoreException">It is in none of the places.</exception>
    public static string FindServer(string configured)
    {
        var places = configured.Length > 0 ? [Path.GetFullPath(configured)] : UsualPlaces().ToArray();
        return places.FirstOrDefault(File.Exists) ?? throw new EmbeddedStoreException(
            "No Redis is configured (Redis:Connection) and the embedded store was not found; looked for "
            + string.Join(", ", places)
            + ". Run `dotnet restore`, or set Embedded:ServerPath, or set Redis:Connection.");
    }

    /// <summary>The <c>dotnet</c> that runs this process, also when it was started through its own executable.</summary>
    public static string FindDotnet()
    {
        // .../shared/Microsoft.NETCore.App/10.0.x/
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }

    private static IEnumerable<string> UsualPlaces()
    {
        yield return Path.Combine(AppContext.BaseDirectory, "garnet", "GarnetServer.dll");

        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } moved
            ? moved
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        yield return Path.Combine(packages, "garnet-server", Version, "tools", "net10.0", "any", "GarnetServer.dll");
    }
}
