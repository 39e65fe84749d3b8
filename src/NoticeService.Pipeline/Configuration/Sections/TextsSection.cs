using System.Text.RegularExpressions;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Notices;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Configuration.Json;

namespace NoticeService.Pipeline.Configuration.Sections;

/// <summary>
/// Reads <c>texts</c>. A culprit that is given replaces its default texts in all languages; given as an empty object it is
/// met with silence. Refuses what the service must never say: see <see cref="CheckNames"/>.
/// </summary>
internal static partial class TextsSection
{
    /// <summary>Longest text, characters: two lines on a television.</summary>
    public const int MaxLength = 300;

    private static readonly (string Name, Culprit Culprit)[] Culprits =
    [
        ("isp", Culprit.Isp), ("path", Culprit.Path), ("interconnect", Culprit.Interconnect), ("service", Culprit.Service), ("home", Culprit.Home),
        ("undetermined", Culprit.Undetermined),
    ];

    public static IReadOnlyDictionary<Culprit, IReadOnlyDictionary<string, string>> Read(ConfigNode? node, NetworkDraft network, Mistakes mistakes)
    {
        var all = new Dictionary<Culprit, IReadOnlyDictionary<string, string>>(DefaultNoticeTexts.All);
        if (node is null)
        {
            return all;
        }

        var isps = network.Isps.Select(i => i.Isp).ToList();
        return ObjectReader.Read(node, mistakes, texts =>
        {
            var given = new List<(Culprit Culprit, string Language, ConfigNode Node)>();
            foreach (var (name, culprit) in Culprits)
            {
                if (texts.Optional(name) is { } languages)
                {
                    all[culprit] = ReadLanguages(languages, culprit, isps, given, mistakes);
                }
            }

            CheckNotTheIspsSentence(all, given, mistakes);
            return all;
        }) ?? all;
    }

    private static Dictionary<string, string> ReadLanguages(
        ConfigNode node, Culprit culprit, List<Isp> isps, List<(Culprit Culprit, string Language, ConfigNode Node)> given, Mistakes mistakes)
    {
        var languages = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (node.Kind != System.Text.Json.JsonValueKind.Object)
        {
            mistakes.Add(node, $"{node.Describe()} is not an object of language to text");
            return languages;
        }

        if (culprit == Culprit.Undetermined && node.Properties.Count > 0)
        {
            mistakes.Add(node, "an undetermined verdict is met with silence: it may have no text");
            return languages;
        }

        foreach (var (language, child) in node.Properties)
        {
            if (!LanguageTag().IsMatch(language))
            {
                mistakes.Add(child, $"'{language}' is not a language tag such as en or es-US");
            }

            if (child.AsText(mistakes, MaxLength) is { } text)
            {
                CheckNames(child, text, culprit, isps, mistakes);
                given.Add((culprit, language, child));
                if (!languages.TryAdd(language, text))
                {
                    mistakes.Add(child, $"the language '{language}' is there already, in another case");
                }
            }
        }

        if (node.Properties.Count > 0 && !node.Properties.Exists(p => p.Key == NoticeTexts.FallbackLanguage))
        {
            mistakes.Add(node, "has no text in 'en', the language of last resort");
        }

        return languages;
    }

    private static void CheckNames(ConfigNode node, string text, Culprit culprit, List<Isp> isps, Mistakes mistakes)
    {
        var rest = text.Replace(NoticeTexts.IspPlaceholder, "", StringComparison.Ordinal);
        if (rest.AsSpan().IndexOfAny('{', '}') >= 0)
        {
            mistakes.Add(node, "only {isp} may stand in braces");
        }

        // What is our fault or the home's must not bring up the ISP at all.
        if (culprit is Culprit.Service or Culprit.Home && rest.Length != text.Length)
        {
            mistakes.Add(node, "may not name the ISP: the fault is not the network's");
        }

        // A name written out would be shown to every ISP's viewers.
        if (isps.Find(isp => IsNamed(rest, isp.Name)) is { } named)
        {
            mistakes.Add(node, $"names {named.Name}, which viewers of every ISP would read; write {{isp}} where the ISP is meant");
        }
    }

    // The sentence that calls the ISP crowded is for the ISP's fault only. No program can read every wording, but a copied one it can.
    private static void CheckNotTheIspsSentence(
        Dictionary<Culprit, IReadOnlyDictionary<string, string>> all, List<(Culprit Culprit, string Language, ConfigNode Node)> given, Mistakes mistakes)
    {
        var accusations = all[Culprit.Isp].Values
            .Concat(DefaultNoticeTexts.All[Culprit.Isp].Values)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (culprit, _, node) in given)
        {
            if (culprit != Culprit.Isp && accusations.Contains(node.Text))
            {
                mistakes.Add(node, "calls the ISP crowded, as only the text for 'isp' may");
            }
        }
    }

    private static bool IsNamed(string text, string name) =>
        name.Length > 0 && Regex.IsMatch(text, $@"(?<!\w){Regex.Escape(name)}(?!\w)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    [GeneratedRegex("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();
}
