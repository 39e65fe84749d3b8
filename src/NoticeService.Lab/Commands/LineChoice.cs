using System.CommandLine;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Commands;

/// <summary>Which of the real traces the homes have.</summary>
internal static class LineChoice
{
    public const string Steady = "steady";
    public const string All = "all";

    public static Option<string> Option(string otherwise) => new Option<string>("--lines")
    {
        Description = "Which real traces the homes have: steady are those that never lose half of their norm for two minutes.",
        DefaultValueFactory = _ => otherwise,
        HelpName = "steady|all",
    }.AcceptOnly(Steady, All);

    public static TraceLibrary Load(string choice)
    {
        var all = TraceLibrary.Load();
        return choice == Steady ? all.Steady() : all;
    }
}
