using Microsoft.AspNetCore.Http;

namespace NoticeService.Web.Why;

/// <summary>The languages in which viewers are told why: those of the sentences that the service ships.</summary>
internal static class WhyLanguages
{
    private static readonly WhyWords s_english = new WhyInEnglish();

    private static readonly WhyWords[] s_all = [s_english, new WhyInSpanish()];

    /// <summary>Of a notice, whose sentence may be in a language that the page has not: then in English.</summary>
    /// <param name="tag">BCP 47, in any case; <c>es-US</c> is <c>es</c>.</param>
    public static WhyWords Of(string tag) => Find(tag) ?? s_english;

    /// <summary>Of a reader of whom nothing is known but what the browser asks for: the first of its languages that there is, else English.</summary>
    public static WhyWords Of(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .Where(l => l.Quality is not 0)
        .OrderByDescending(l => l.Quality ?? 1)
        .Select(l => Find(l.Value.Value ?? ""))
        .FirstOrDefault(words => words is not null) ?? s_english;

    private static WhyWords? Find(string tag) => Array.Find(s_all, words => words.Language.Equals(tag.Split('-')[0], StringComparison.OrdinalIgnoreCase));
}
