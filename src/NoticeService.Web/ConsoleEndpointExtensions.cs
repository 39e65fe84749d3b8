using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Web.Evidence;
using NoticeService.Web.Health;
using NoticeService.Web.Now;
using NoticeService.Web.Why;

namespace NoticeService.Web;

/// <summary>Puts the console into the application.</summary>
public static class ConsoleEndpointExtensions
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps the page (/), its stream (/now/events), the same as JSON (/now.json), what substantiates a notice (/evidence/ID, and
    /// its pack.json; /why/ID for the viewer, also on the <see cref="PublicListener"/>), the probes (/healthz/live, /healthz/ready) and the assets; adds the security headers and the page for an unknown address. gRPC calls pass untouched. Call it before
    /// other endpoints are mapped.
    /// </summary>
    public static WebApplication MapConsole(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.UseMiddleware<ConsoleGuard>();
        app.UseMiddleware<NotFoundPages>();
        app.UseRateLimiter();

        var assets = app.Services.GetRequiredService<ConsoleAssets>();
        var console = app.MapConsoleGroup();
        console.MapPage("/", NowEndpoints.PageAsync);
        console.MapPage("/now/events", NowEndpoints.EventsAsync);
        console.MapPage("/now.json", NowEndpoints.Json);
        console.MapPage("/evidence/{noticeId}", EvidenceEndpoints.PageAsync);
        console.MapPage("/evidence/{noticeId}/pack.json", EvidenceEndpoints.PackAsync);
        console.MapPage("/why/{noticeId}", WhyEndpoint.PageAsync).WithMetadata(PublicEndpoint.Instance).RequireRateLimiting(WhyEndpoint.Limit);
        console.MapPage("/assets/{name}", assets.Serve).WithMetadata(PublicEndpoint.Instance);
        HealthEndpoints.Map(console);
        return app;
    }

    /// <summary>A group for pages that, like the console, answer on the console's port only.</summary>
    public static RouteGroupBuilder MapConsoleGroup(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGroup(string.Empty).WithMetadata(ConsoleEndpoint.Instance);

    /// <summary>Maps what is read: GET, and HEAD, whose body Kestrel withholds, since monitors ask so whether a page is there.</summary>
    public static IEndpointConventionBuilder MapPage(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Delegate handler) =>
        endpoints.MapMethods(pattern, Reading, handler);
}

/// <summary>Marks what answers on the console's port only.</summary>
internal sealed class ConsoleEndpoint
{
    public static ConsoleEndpoint Instance { get; } = new();
}
