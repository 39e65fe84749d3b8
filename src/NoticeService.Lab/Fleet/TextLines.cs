namespace NoticeService.Lab.Fleet;

/// <summary>Puts sentences into lines of a width. Pure.</summary>
internal static class TextLines
{
    /// <summary>Columns of a plain line, time included: what a log shows without wrapping.</summary>
    public const int PlainWidth = 120;

    private const string Ellipsis = "…";

    /// <summary>One line, cut with an ellipsis when it is longer.</summary>
    /// <param name="text">Any text; line breaks become spaces.</param>
    /// <param name="width">Columns, at least 1.</param>
    public static string Cut(string text, int width)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= width ? line : line[..(width - 1)].TrimEnd() + Ellipsis;
    }

    /// <summary>As many lines as it takes, broken at spaces; the lines after the first are indented.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="width">Columns; more than the indent.</param>
    /// <param name="indent">Columns before each line but the first.</param>
    public static IReadOnlyList<string> Wrap(string text, int width, int indent = 0)
    {
        var lines = new List<string>();
        var rest = text.ReplaceLineEndings(" ");
        while (rest.Length > width)
        {
            var space = rest.LastIndexOf(' ', width);
            while (space > indent && rest[space + 1] == '%')
            {
                // A figure stays with its sign.
                space = rest.LastIndexOf(' ', space - 1);
            }

            var end = space > indent ? space : width;
            lines.Add(rest[..end].TrimEnd());
            rest = new string(' ', indent) + rest[end..].TrimStart();
        }

        lines.Add(rest);
        return lines;
    }
}
