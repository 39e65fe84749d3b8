using Spectre.Console;

namespace NoticeService.Commands.Remote;

/// <summary>A column of a table for people.</summary>
internal readonly record struct Column<T>(string Title, Func<T, string> Text, bool IsNumber = false);

/// <summary>A table for people, on standard output.</summary>
internal static class TextTable
{
    // What is not a terminal does not wrap.
    private const int PlainWidth = 10_000;

    public static void Write<T>(IEnumerable<T> items, params Column<T>[] columns)
    {
        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Title)) { Alignment = column.IsNumber ? Justify.Right : Justify.Left, NoWrap = Console.IsOutputRedirected });
        }

        foreach (var item in items)
        {
            table.AddRow(columns.Select(column => new Text(PlainText.Of(column.Text(item)))));
        }

        Terminal().Write(table);
    }

    private static IAnsiConsole Terminal()
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
        {
            terminal.Profile.Width = PlainWidth;
        }

        return terminal;
    }
}
