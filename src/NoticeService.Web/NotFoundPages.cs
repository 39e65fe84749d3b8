using Microsoft.AspNetCore.Http;
using NoticeService.Web.Pages;
using NoticeService.Web.Why;

namespace NoticeService.Web;

/// <summary>Gives people who follow a wrong link a page instead of nothing. Everything that does not read keeps its bare answer.</summary>
internal sealed class NotFoundPages(RequestDelegate next, PageRenderer renderer, ConsoleAssets assets)
{
    public Task InvokeAsync(HttpContext context) =>
        IsReading(context.Request.Method) && !ConsoleGuard.IsGrpc(context.Request) ? AnswerAsync(context) : next(context);

    private static bool IsReading(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private async Task AnswerAsync(HttpContext context)
    {
        await next(context);

        var response = context.Response;
        if (response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false, ContentLength: null, ContentType: null })
        {
            var isForViewers = PublicListener.Took(context);
            var words = isForViewers ? WhyLanguages.Of(context.Request) : WhyLanguages.Of("en");
            var html = await renderer.RenderAsync<PlainPage>(new()
            {
                [nameof(PlainPage.Title)] = words.NoSuchPage.Title,
                [nameof(PlainPage.Text)] = words.NoSuchPage.Text,
                [nameof(PlainPage.Files)] = assets,
                [nameof(PlainPage.Viewers)] = isForViewers ? words : null,
            });
            response.Headers.CacheControl = "no-store";
            response.ContentType = "text/html; charset=utf-8";
            await response.WriteAsync(html, context.RequestAborted);
        }
    }
}
