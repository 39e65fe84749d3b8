using System.Text.RegularExpressions;

namespace NoticeService.Architecture.Tests.Monitoring;

/// <summary>What a PromQL expression rests on.</summary>
/// <param name="Metrics">Names of series.</param>
/// <param name="Labels">Names of labels that it groups by or selects.</param>
/// <param name="Values">Values of labels that it selects; alternatives apart.</param>
internal sealed partial record PromQuery(IReadOnlySet<string> Metrics, IReadOnlySet<string> Labels, IReadOnlySet<string> Values)
{
    private static readonly string[] Keywords = ["or", "and", "unless", "bool", "offset", "by", "without", "on", "ignoring"];

    public static PromQuery Read(string expression)
    {
        var groups = Grouping().Matches(expression).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var matchers = Matcher().Matches(expression);
        var rest = Grouping().Replace(Quoted().Replace(expression, ""), " ");
        rest = Offset().Replace(Bracketed().Replace(rest, " "), " ");
        return new(
            Name().Matches(rest).Select(match => match.Value).Except(Keywords).ToHashSet(StringComparer.Ordinal),
            groups.Concat(matchers.Select(match => match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal),
            matchers.SelectMany(match => match.Groups[2].Value.Split('|')).Where(value => value.Length > 0).ToHashSet(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!~|!=|=)\s*""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\boffset\s+\w+")]
    private static partial Regex Offset();

    // Not a function, not a variable of Grafana, not the letters of a number.
    [GeneratedRegex(@"(?<![\w$.])[a-zA-Z_:][\w:]*(?![\w:]*\s*\()")]
    private static partial Regex Name();
}
