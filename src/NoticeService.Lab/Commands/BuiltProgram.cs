namespace NoticeService.Lab.Commands;

/// <summary>Where the build puts programs: this one lies in ARTIFACTS/bin/NoticeService.Lab/PIVOT/.</summary>
internal static class BuiltProgram
{
    public static string Artifacts { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));

    /// <summary>Where the service is built to.</summary>
    public static string ServiceFolder => Path.Combine(Artifacts, "bin", "NoticeService", Pivot);

    /// <summary>The service as given, or the one built beside this program.</summary>
    /// <exception cref="CommandError">It is not there.</exception>
    public static string Service(string? given) =>
        Find("The service", given, Path.Combine(ServiceFolder, "notice-service.dll"), "--service");

    /// <exception cref="CommandError">It is not there: the message names the option.</exception>
    public static string Find(string what, string? given, string otherwise, string option)
    {
        var path = Path.GetFullPath(given ?? otherwise);
        return File.Exists(path) ? path : throw new CommandError($"{what} is not there: {path}. Build it first, or say where it is with {option}.");
    }

    /// <summary>The build of this program: debug or release.</summary>
    public static string Pivot => Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
}
