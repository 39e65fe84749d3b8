using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Notices;

/// <summary>A sentence to show.</summary>
/// <param name="Text">Filled in.</param>
/// <param name="Language">The BCP 47 tag of the language that it is in, which may be wider than the one asked for.</param>
public sealed record NoticeText(string Text, string Language);

/// <summary>The sentences, by culprit and language. Immutable and thread-safe.</summary>
public sealed class NoticeTexts
{
    /// <summary>Stands for the ISP's name.</summary>
    public const string IspPlaceholder = "{isp}";

    /// <summary>The language of last resort.</summary>
    public const string FallbackLanguage = "en";

    private readonly Dictionary<Culprit, Dictionary<string, NoticeText>> templates;

    /// <param name="templates">Per culprit and language tag; a culprit that is missing is met with silence.</param>
    /// <exception cref="ArgumentException">A text for <see cref="Culprit.Undetermined"/>: nobody may be named, so nothing is said.</exception>
    public NoticeTexts(IReadOnlyDictionary<Culprit, IReadOnlyDictionary<string, string>> templates)
    {
        ArgumentNullException.ThrowIfNull(templates);
        if (templates.TryGetValue(Culprit.Undetermined, out var undetermined) && undetermined.Count > 0)
        {
            throw new ArgumentException("An undetermined verdict has no text.", nameof(templates));
        }

        this.templates = templates.ToDictionary(
            c => c.Key,
            c => c.Value.ToDictionary(t => t.Key, t => new NoticeText(t.Value, t.Key), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>What the service says unless told otherwise.</summary>
    public static NoticeTexts Default { get; } = new(DefaultNoticeTexts.All);

    /// <summary>The sentence for a culprit: in the language asked for, else in a wider one (<c>es-US</c>, <c>es</c>), else in English.</summary>
    /// <param name="culprit">Whose fault it is.</param>
    /// <param name="language">BCP 47 tag, in any case; null or empty is English.</param>
    /// <param name="ispName">The name of the session's ISP, as its viewers know it.</param>
    /// <returns>Null when nothing is to be said.</returns>
    public NoticeText? Find(Culprit culprit, string? language, string ispName)
    {
        if (!templates.TryGetValue(culprit, out var languages))
        {
            return null;
        }

        var template = Widening(language).Select(languages.GetValueOrDefault).FirstOrDefault(t => t is not null);
        return template is null ? null : template with { Text = template.Text.Replace(IspPlaceholder, ispName, StringComparison.Ordinal) };
    }

    private static IEnumerable<string> Widening(string? language)
    {
        for (var tag = language; !string.IsNullOrEmpty(tag); tag = tag[..Math.Max(0, tag.LastIndexOf('-'))])
        {
            yield return tag;
        }

        yield return FallbackLanguage;
    }
}
