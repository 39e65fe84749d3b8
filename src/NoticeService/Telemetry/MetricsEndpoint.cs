using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Telemetry.Prometheus;
using NoticeService.Web;

namespace NoticeService.Telemetry;

/// <summary>The page that Prometheus scrapes.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    /// <summary>
    /// Maps <c>/metrics</c> on the console's port, in Prometheus' text format or, if the scraper asks for it, OpenMetrics. Answers 404
    /// when <c>OTEL_SDK_DISABLED</c> is true, and 503 when the metrics could not be collected.
    /// </summary>
    public static WebApplication MapMetrics(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapConsoleGroup().MapPage(Path, ServeAsync);
        return app;
    }

    private static async Task ServeAsync(HttpContext context)
    {
        if (context.RequestServices.GetRequiredService<OtlpSignals>().Disabled)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var format = ExpositionFormats.Choose(context.Request.Headers.Accept!);
        var page = await context.RequestServices.GetRequiredService<MetricsScraper>().ScrapeAsync(format, context.RequestAborted);
        if (page is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        context.Response.ContentType = ExpositionFormats.ContentType(format);
        context.Response.Headers.Vary = "Accept";
        await context.Response.WriteAsync(page, context.RequestAborted);
    }
}
