using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NoticeService.Pipeline.Now;

namespace NoticeService.Web.Health;

/// <summary>The probes: checks tagged <c>live</c> restart the pod, those tagged <c>ready</c> take it out of the load balancer.</summary>
internal static class HealthEndpoints
{
    public const string LiveTag = "live";
    public const string ReadyTag = "ready";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/healthz/live", Probe(LiveTag));
        endpoints.MapHealthChecks("/healthz/ready", Probe(ReadyTag));
    }

    private static HealthCheckOptions Probe(string tag) => new()
    {
        Predicate = registration => registration.Tags.Contains(tag),
        ResponseWriter = WriteAsync,
    };

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var body = new HealthBody(
            report.Status.ToString().ToLowerInvariant(),
            [.. report.Entries.SelectMany(entry => Items(entry.Key, entry.Value))]);
        return context.Response.WriteAsJsonAsync(body, JsonSerializerOptions.Web, context.RequestAborted);
    }

    private static List<HealthItem> Items(string name, HealthReportEntry entry)
    {
        var inside = entry.Data.Values.OfType<HealthItem>().ToList();

        // A check that threw has its exception's message for a description, which may hold an address or a key; one that caught it
        // and describes it in our words is told.
        var threw = entry.Exception is { } fault && (entry.Description is null || entry.Description == fault.Message);
        var detail = threw ? "The check failed; see the log." : entry.Description ?? string.Empty;
        return inside.Count > 0 ? inside : [new HealthItem(name, entry.Status == HealthStatus.Healthy, detail)];
    }

    private sealed record HealthBody(string Status, IReadOnlyList<HealthItem> Items);
}
