using System.CommandLine;
using Google.Protobuf;

namespace NoticeService.Commands.Remote;

/// <summary>
/// The options of every list, its pages and how it is printed: a table for people, or for scripts one object,
/// <c>{"items":[...],"more":false}</c>.
/// </summary>
internal sealed class ListOutput
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 100_000;
    private const int MaxPage = 1_000;

    private readonly Option<int> limit = WholeNumber.Option("--limit", "How many at most", "N", 1, MaxLimit, DefaultLimit);
    private readonly Option<bool> json = new("--json") { Description = "For scripts: one object with the list items, each with the fields of the protos, and more, which is true when there are more." };

    public ListOutput(Command command)
    {
        command.Options.Add(limit);
        command.Options.Add(json);
    }

    public bool IsJson(ParseResult arguments) => arguments.GetValue(json);

    /// <summary>Asks for pages until there are enough, then prints.</summary>
    /// <param name="arguments">With the limit and the form.</param>
    /// <param name="next">Gives a page of at most that size, after a token, and the token of the next.</param>
    /// <param name="columns">Of the table.</param>
    public async Task<int> PrintAsync<T>(ParseResult arguments, Func<int, string, Task<(IEnumerable<T> Page, string NextToken)>> next, params Column<T>[] columns)
        where T : IMessage
    {
        var most = arguments.GetValue(limit);
        var items = new List<T>();
        var token = "";
        do
        {
            (var page, token) = await next(Math.Min(MaxPage, most - items.Count), token);
            items.AddRange(page);
        }
        while (token.Length > 0 && items.Count < most);

        Print(arguments, items, token.Length > 0, columns);
        return ExitCodes.Done;
    }

    private void Print<T>(ParseResult arguments, List<T> items, bool more, Column<T>[] columns)
        where T : IMessage
    {
        if (IsJson(arguments))
        {
            Console.WriteLine(MessageJson.Of(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("items");
                items.ForEach(item => MessageJson.Write(writer, item));
                writer.WriteEndArray();
                writer.WriteBoolean("more", more);
                writer.WriteEndObject();
            }));
            return;
        }

        TextTable.Write(items, columns);
        if (more)
        {
            Console.Error.WriteLine($"There are more than these {items.Count}: --limit shows more.");
        }
    }
}
