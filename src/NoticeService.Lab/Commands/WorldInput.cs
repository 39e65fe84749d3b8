using System.CommandLine;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Networks;
using NoticeService.Lab.Simulation;
using NoticeService.Pipeline.Configuration;

namespace NoticeService.Lab.Commands;

/// <summary>Reads what the user named, and turns what is wrong with it into a message.</summary>
internal static class WorldInput
{
    /// <summary>ISPs, paths and servers by which addresses and hosts are resolved.</summary>
    public static NetworkTable Tables(string path) =>
        Read(() => Loader().LoadNetwork(path));

    /// <summary>The engine's thresholds, when it is a <c>notices.json</c>; else the defaults.</summary>
    public static VerdictSettings Verdict(string path) => Read(() => Loader().LoadVerdictSettings(path));

    /// <summary>The same, and addresses for players to come from.</summary>
    public static WorldNetwork Network(string path) => Read(() => NetworkFile.Read(path, Loader()));

    // The AS table comes with the service, and a copy of its configuration names it as if it lay beside.
    private static ConfigurationLoader Loader() => new(BuiltProgram.ServiceFolder);

    /// <summary>The recording: one file, or those of several parts and pods.</summary>
    public static Argument<string[]> Telemetry() => new("TELEMETRY")
    {
        Description = "The recorded telemetry: .csv or .csv.gz; several parts, also of several pods, are read as one, by time.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
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
