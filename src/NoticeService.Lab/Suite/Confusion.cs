using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Suite;

/// <summary>Truth against what was said, counted by fault; worlds without a fault count once.</summary>
internal sealed class Confusion
{
    /// <summary>Nothing is anybody's fault.</summary>
    public const string Nobody = "nobody";

    /// <summary>Crossings of the guilty ISP or transit, where the world shows more.</summary>
    public const string Part = "part";

    /// <summary>The right kind of culprit, but another one.</summary>
    public const string Other = "another";

    public const string Nothing = "nothing";

    public static readonly IReadOnlyList<string> Said = ["isp", "path", "interconnect", "service", Part, Other, "undetermined", Nothing];

    private readonly Dictionary<(string Truth, string Said), int> counts = [];

    private Confusion()
    {
    }

    /// <summary>The kinds of fault that occurred, and <see cref="Nobody"/> last.</summary>
    public IReadOnlyList<string> Truths => [.. counts.Keys.Select(k => k.Truth).Distinct().OrderBy(t => t == Nobody).ThenBy(t => t, StringComparer.Ordinal)];

    public int this[string truth, string said] => counts.GetValueOrDefault((truth, said));

    public static Confusion Of(IEnumerable<Judgement> judgements)
    {
        var confusion = new Confusion();
        foreach (var judgement in judgements)
        {
            if (judgement.Faults.Count == 0)
            {
                var worst = judgement.Verdicts.OrderByDescending(v => v.Outcome is Outcome.Wrong).FirstOrDefault();
                confusion.Count(Nobody, worst is null ? Nothing : Name(worst.Said.Culprit));
            }

            foreach (var fault in judgement.Faults)
            {
                confusion.Count(fault.Fault.Kind, SaidOf(fault));
            }
        }

        return confusion;
    }

    private static string SaidOf(JudgedFault fault) => fault switch
    {
        { Said: null } => Nothing,
        { Outcome: Outcome.Part } => Part,
        { Outcome: Outcome.Wrong, Said.Culprit: var culprit } when culprit == fault.Fault.Truth.Culprit => Other,
        { Said.Culprit: var culprit } => Name(culprit),
    };

    private static string Name(Culprit culprit) => culprit.ToString().ToLowerInvariant();

    private void Count(string truth, string said) => counts[(truth, said)] = this[truth, said] + 1;
}
