using Microsoft.AspNetCore.Http;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Queries;
using NoticeService.Web.Pages;

namespace NoticeService.Web.Evidence;

/// <summary>What substantiates one notice, as a page and as the pack that was frozen for it.</summary>
internal static class EvidenceEndpoints
{
    public static async Task<IResult> PageAsync(
        string noticeId, EvidenceSearch search, INowSource now, PageRenderer renderer, ConsoleAssets assets, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        return await FindAsync(search, noticeId, cancellationToken) switch
        {
            { Unavailable: true } => await PlainAsync(
                renderer, assets, StatusCodes.Status503ServiceUnavailable, "The store does not answer", "The evidence is kept in the store, which does not answer now. Try again in a minute."),
            { Found: { } found } => Html(await renderer.RenderAsync<EvidencePage>(new()
            {
                [nameof(EvidencePage.Scene)] = new EvidenceScene(found, now.Current),
                [nameof(EvidencePage.Files)] = assets,
            })),
            _ => await PlainAsync(
                renderer, assets, StatusCodes.Status404NotFound, "There is no such notice", "No notice of this id is in the ledger. The id may be mistyped: it has 32 digits and letters."),
        };
    }

    public static async Task<IResult> PackAsync(string noticeId, EvidenceSearch search, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        return await FindAsync(search, noticeId, cancellationToken) switch
        {
            { Unavailable: true } => Results.Text("The store does not answer.", "text/plain; charset=utf-8", statusCode: StatusCodes.Status503ServiceUnavailable),
            { Found.PackJson: { } json } => Results.Bytes(json, "application/json", $"evidence-{noticeId}.json"),
            { Found: not null } => Results.Text("This notice has no pack: advice about a home rests on the session's own figures.", "text/plain; charset=utf-8", statusCode: StatusCodes.Status404NotFound),
            _ => Results.Text("There is no such notice.", "text/plain; charset=utf-8", statusCode: StatusCodes.Status404NotFound),
        };
    }

    private static async Task<(NoticeEvidence? Found, bool Unavailable)> FindAsync(EvidenceSearch search, string noticeId, CancellationToken cancellationToken)
    {
        if (noticeId.Length > NoticeIds.Longest)
        {
            return default;
        }

        try
        {
            return (await search.FindAsync(noticeId, cancellationToken), false);
        }
        catch (StoreUnavailableException)
        {
            return (null, true);
        }
    }

    private static async Task<IResult> PlainAsync(PageRenderer renderer, ConsoleAssets assets, int status, string title, string text) => Results.Text(
        await renderer.RenderAsync<PlainPage>(new() { [nameof(PlainPage.Title)] = title, [nameof(PlainPage.Text)] = text, [nameof(PlainPage.Files)] = assets }),
        "text/html; charset=utf-8",
        statusCode: status);

    private static IResult Html(string html) => Results.Text(html, "text/html; charset=utf-8");
}
