using System.Net;
using System.Text.RegularExpressions;

namespace NoticeService.Web.Tests.Hosting;

/// <summary>What a reader reads of HTML: without tags, decoded, with plain spaces.</summary>
internal static partial class PageText
{
    /// <summary>The whole of a fragment or page.</summary>
    public static string Of(string html) => Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(html, " ")), " ").Replace(" ,", ",").Trim();

    /// <summary>The live part with this id.</summary>
    public static string Section(string html, string id) => Of(SectionHtml(html, id));

    public static string SectionHtml(string html, string id)
    {
        var start = html.IndexOf($"id=\"{id}\"", StringComparison.Ordinal);
        Assert.True(start >= 0, $"The page has no part {id}.");
        start = html.IndexOf('>', start) + 1;
        return html[start..IndexOfEnd(html, start)];
    }

    /// <summary>The rows of a part's table: each its cells as read.</summary>
    public static List<List<string>> Rows(string html, string id) =>
        [.. TableRows().Matches(SectionHtml(html, id)).Select(row => Cells().Matches(row.Value).Select(cell => Of(cell.Groups[1].Value)).ToList())];

    private static int IndexOfEnd(string html, int start)
    {
        var depth = 1;
        foreach (Match tag in Divisions().Matches(html, start))
        {
            depth += tag.Value[1] == '/' ? -1 : 1;
            if (depth == 0)
            {
                return tag.Index;
            }
        }

        return html.Length;
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"[\s\u202F]+")]
    private static partial Regex Spaces();

    [GeneratedRegex("</?div\\b")]
    private static partial Regex Divisions();

    [GeneratedRegex("<tr\\b.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex TableRows();

    [GeneratedRegex("<t[hd]\\b[^>]*>(.*?)</t[hd]>", RegexOptions.Singleline)]
    private static partial Regex Cells();
}
