using NoticeService.Lab.Networks;
using NoticeService.Lab.Simulation;
using NoticeService.Pipeline.Configuration;

namespace NoticeService.Lab.Commands;

/// <summary>Reads what the user named, and turns what is wrong with it into a message.</summary>
internal static class WorldInput
{
    public static WorldNetwork Network(string path)
    {
        try
        {
            return NetworkFile.Read(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandError($"The network tables cannot be read: {error.Message}", error);
        }
        catch (Exception error) when (error is FormatException or ConfigurationException)
        {
            throw new CommandError($"The network tables are not usable: {error.Message}", error);
        }
    }

    /// <param name="name"><c>builtin</c>, <c>calm</c> or a file.</param>
    /// <param name="network">The events are checked against it.</param>
    public static CrowdingScript Script(string name, WorldNetwork network)
    {
        var script = name switch
        {
            "builtin" => CrowdingScript.Builtin(),
            "calm" => CrowdingScript.Calm,
            _ => ReadScript(name),
        };
        var mistakes = script.Mistakes(network);
        return mistakes.Count == 0 ? script : throw new CommandError(string.Join(Environment.NewLine, mistakes));
    }

    private static CrowdingScript ReadScript(string path)
    {
        try
        {
            return CrowdingScript.Parse(File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandError($"The script cannot be read: {error.Message}", error);
        }
        catch (FormatException error)
        {
            throw new CommandError($"{path}: {error.Message}", error);
        }
    }
}
