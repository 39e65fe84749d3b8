using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace NoticeService.Web;

/// <summary>Sets the security headers, and keeps the console off the players' port, and all but the viewers' pages off theirs.</summary>
internal sealed class ConsoleGuard(RequestDelegate next, IOptions<ConsoleOptions> options)
{
    // No inline script or style, nothing from elsewhere, no framing, no form.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly int _port = options.Value.Port;

    public Task InvokeAsync(HttpContext context)
    {
        // Before anything else, whatever kind of request it is: viewers get what is theirs.
        if (PublicListener.Took(context) && context.GetEndpoint()?.Metadata.GetMetadata<PublicEndpoint>() is null)
        {
            context.SetEndpoint(null);
        }

        if (IsGrpc(context.Request))
        {
            return next(context);
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";

        if (_port != 0
            && context.Connection.LocalPort != _port
            && !PublicListener.Took(context)
            && context.GetEndpoint()?.Metadata.GetMetadata<ConsoleEndpoint>() is not null)
        {
            // As if it were not mapped: the pipeline ends in 404.
            context.SetEndpoint(null);
        }

        return next(context);
    }

    internal static bool IsGrpc(HttpRequest request) =>
        request.ContentType is { } type && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);
}
