using System.CommandLine;
using System.CommandLine.Parsing;

namespace NoticeService.Commands;

/// <summary>What is said of the command line itself.</summary>
internal static class Usage
{
    /// <summary>Mistakes, a line each, and where help is: not the whole help, below which they would be overlooked.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(ParseResult arguments, TextWriter output)
    {
        foreach (var error in arguments.Errors)
        {
            output.WriteLine($"notice-service: {OneLine(error.Message)}");
        }

        output.WriteLine($"'{Path(arguments.CommandResult)} --help' explains the options.");
        return ExitCodes.Usage;
    }

    // The parser puts what it guesses was meant on lines of its own, behind a tab.
    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : "notice-service";
}
