using Microsoft.AspNetCore.Http;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Queries;
using NoticeService.Web.Evidence;
using NoticeService.Web.Pages;

namespace NoticeService.Web.Why;

/// <summary>Tells a viewer why a notice was shown. Whoever has its id may read it: an id is a keyed hash of 128 bits, which nobody guesses.</summary>
internal static class WhyEndpoint
{
    /// <summary>Name of the limit on how many are answered at once.</summary>
    public const string Limit = "why";

    public static async Task<IResult> PageAsync(
        string noticeId, EvidenceSearch search, INowSource now, PageRenderer renderer, ConsoleAssets assets, HttpContext context, CancellationToken cancellationToken)
    {
        // No search engine, and nobody's cache: it may be retracted.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        try
        {
            // What was withheld was shown to nobody: who asks for it guesses.
            return noticeId.Length <= NoticeIds.Longest && await search.FindAsync(noticeId, cancellationToken) is { Record.State: not NoticeState.Withheld } found
                ? Results.Text(
                    await renderer.RenderAsync<WhyPage>(new()
                    {
                        [nameof(WhyPage.Scene)] = new EvidenceScene(found, now.Current),
                        [nameof(WhyPage.Words)] = WhyLanguages.Of(found.Record.Language),
                        [nameof(WhyPage.Files)] = assets,
                    }),
                    "text/html; charset=utf-8")
                : await PlainAsync(renderer, assets, context, StatusCodes.Status404NotFound, words => words.NoSuchNotice);
        }
        catch (StoreUnavailableException)
        {
            return await PlainAsync(renderer, assets, context, StatusCodes.Status503ServiceUnavailable, words => words.StoreIsOut);
        }
    }

    private static async Task<IResult> PlainAsync(PageRenderer renderer, ConsoleAssets assets, HttpContext context, int status, Func<WhyWords, (string Title, string Text)> what)
    {
        var words = WhyLanguages.Of(context.Request);
        var (title, text) = what(words);
        return Results.Text(
            await renderer.RenderAsync<PlainPage>(new()
            {
                [nameof(PlainPage.Title)] = title, [nameof(PlainPage.Text)] = text, [nameof(PlainPage.Files)] = assets, [nameof(PlainPage.Viewers)] = words,
            }),
            "text/html; charset=utf-8",
            statusCode: status);
    }
}
