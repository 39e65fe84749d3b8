using System.CommandLine;

namespace NoticeService.Lab.Commands;

/// <summary>What is said of the command line itself.</summary>
internal static class Usage
{
    /// <summary>Mistakes, a line each, and where help is: not the whole help, below which they would be overlooked.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(ParseResult arguments, TextWriter output)
    {
        foreach (var error in arguments.Errors)
        {
            output.WriteLine($"lab: {OneLine(error.Message)}");
        }

        var path = arguments.CommandResult.Command is RootCommand ? "lab" : $"lab {arguments.CommandResult.Command.Name}";
        output.WriteLine($"'{path} --help' explains the command.");
        return ExitCodes.Usage;
    }

    // The parser puts what it guesses was meant on lines of its own, behind a tab.
    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>In the list of commands each has its first sentence; its own help has all.</summary>
    public static void Shorten(RootCommand root)
    {
        foreach (var command in root.Subcommands)
        {
            var text = (command.Description ?? "").ReplaceLineEndings(" ");
            var end = text.IndexOf(". ", StringComparison.Ordinal);
            command.Description = end < 0 ? text : text[..(end + 1)];
        }
    }
}
