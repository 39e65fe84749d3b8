using System.CommandLine;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary>Which records, for the query and the export alike.</summary>
internal sealed class NoticeFilterOptions
{
    private readonly Option<string?> isp = new("--isp") { Description = "Sessions of this ISP.", HelpName = "ID" };
    private readonly Option<string?> cohort = new("--cohort") { Description = "Of this cohort.", HelpName = "NAME" };
    private readonly Option<string?> culprit = EnumWords.Option<Culprit>("--culprit", "Of this culprit");
    private readonly Option<string?> verdict = new("--verdict") { Description = "That rested on this verdict, such as one that was retracted.", HelpName = "ID" };
    private readonly Option<string?> from = TimeOption.Create("--from", "Decided at this time or later");
    private readonly Option<string?> to = TimeOption.Create("--to", "Decided before");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { isp, cohort, culprit, verdict, from, to })
        {
            command.Options.Add(option);
        }
    }

    public string Isp(ParseResult arguments) => arguments.GetValue(isp) ?? "";

    public string Cohort(ParseResult arguments) => arguments.GetValue(cohort) ?? "";

    public Culprit Culprit(ParseResult arguments) => EnumWords.Parse<Culprit>(arguments.GetValue(culprit));

    public string Verdict(ParseResult arguments) => arguments.GetValue(verdict) ?? "";

    public long FromMs(ParseResult arguments) => TimeOption.Value(arguments, from);

    public long ToMs(ParseResult arguments) => TimeOption.Value(arguments, to);
}
