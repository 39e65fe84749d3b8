using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;
using NoticeService.Pipeline.Now;
using NoticeService.Web.Pages;

namespace NoticeService.Web.Now;

/// <summary>The Now page, its stream, and the same as JSON.</summary>
internal static class NowEndpoints
{
    public static async Task<IResult> PageAsync(NowBoard board, PageRenderer renderer, ConsoleAssets assets, HttpResponse response)
    {
        // Ages are worked out anew for each reader: a source that hangs must not look fresh.
        var view = board.Latest;
        var scene = board.Fresh(view);
        var sections = (await view.SectionsAsync()).ToDictionary(section => section.Id, section => section.Html);
        sections["status"] = await renderer.RenderAsync<StatusSection>(scene);
        var html = await renderer.RenderAsync<NowPage>(new()
        {
            [nameof(NowPage.Scene)] = scene,
            [nameof(NowPage.Sections)] = sections,
            [nameof(NowPage.Files)] = assets,
        });
        response.Headers.CacheControl = "no-store";
        return Results.Text(html, "text/html; charset=utf-8");
    }

    public static IResult Json(INowSource source, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return Results.Json(source.Current, NowJson.Options);
    }

    public static IResult EventsAsync(NowBoard board, WatcherLimit limit, IHostApplicationLifetime lifetime, HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            // Nobody reads, so there is nothing to follow, and no place to take from one who does.
            context.Response.Headers.CacheControl = "no-cache,no-store";
            return Results.Text(string.Empty, "text/event-stream");
        }

        if (!limit.TryEnter())
        {
            context.Response.Headers.RetryAfter = "10";
            return Results.Text("Too many browsers follow this page.", "text/plain; charset=utf-8", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        context.Response.OnCompleted(() =>
        {
            limit.Leave();
            return Task.CompletedTask;
        });
        return TypedResults.ServerSentEvents(ChangesAsync(board, lifetime.ApplicationStopping, context.RequestAborted));
    }

    /// <summary>Every section at first, then those that changed; ends when the reader leaves or the service stops.</summary>
    private static async IAsyncEnumerable<SseItem<string>> ChangesAsync(
        NowBoard board, CancellationToken stopping, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        var sent = new Dictionary<string, string>(StringComparer.Ordinal);
        RenderedNow? seen = null;
        while (await NextOrEndAsync(board, seen, either.Token) is { } view)
        {
            seen = view;
            foreach (var section in await view.SectionsAsync())
            {
                if (!sent.TryGetValue(section.Id, out var before) || before != section.Html)
                {
                    sent[section.Id] = section.Html;
                    yield return new SseItem<string>(section.Html, section.Id);
                }
            }
        }
    }

    private static async Task<RenderedNow?> NextOrEndAsync(NowBoard board, RenderedNow? seen, CancellationToken token)
    {
        try
        {
            return await board.NextAsync(seen, token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return null;
        }
    }
}
