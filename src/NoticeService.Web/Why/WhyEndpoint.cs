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
        string noticeId, EvidenceSearch search, INowSource now, PageRenderer renderer, ConsoleAssets assets, HttpResponse response, CancellationToken cancellationToken)
    {
        // No search engine, and nobody's cache: it may be retracted.
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        try
        {
            // What was withheld was shown to nobody: who asks for it guesses.
            return noticeId.Length <= NoticeIds.Longest && await search.FindAsync(noticeId, cancellationToken) is { Record.State: not NoticeState.Withheld } found
                ? Results.Text(
                    await renderer.RenderAsync<WhyPage>(new() { [nameof(WhyPage.Scene)] = new EvidenceScene(found, now.Current), [nameof(WhyPage.Files)] = assets }),
                    "text/html; charset=utf-8")
                : await PlainAsync(
                    renderer, assets, StatusCodes.Status404NotFound, "There is no such notice", "The address may be mistyped, or the notice may be so old that it is no longer kept.");
        }
        catch (StoreUnavailableException)
        {
            return await PlainAsync(
                renderer, assets, StatusCodes.Status503ServiceUnavailable, "We cannot look it up now", "Please try again in a minute. Your playback does not depend on it.");
        }
    }

    private static async Task<IResult> PlainAsync(PageRenderer renderer, ConsoleAssets assets, int status, string title, string text) => Results.Text(
        await renderer.RenderAsync<PlainPage>(new()
        {
            [nameof(PlainPage.Title)] = title, [nameof(PlainPage.Text)] = text, [nameof(PlainPage.Files)] = assets, [nameof(PlainPage.ForViewers)] = true,
        }),
        "text/html; charset=utf-8",
        statusCode: status);
}
