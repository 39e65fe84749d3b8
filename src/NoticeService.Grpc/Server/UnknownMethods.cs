using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Answers gRPC calls that no service serves with UNIMPLEMENTED, and leaves every other request alone.</summary>
internal static class UnknownMethods
{
    /// <summary>Maps the methods that a known service does not have.</summary>
    public static IEndpointConventionBuilder MapOf(IEndpointRouteBuilder routes, ServerHost host, string service) =>
        Map(routes, host, $"{service}/{{unknownMethod}}", "Method is unimplemented.");

    /// <summary>Maps every unknown service.</summary>
    public static IEndpointConventionBuilder MapAll(IEndpointRouteBuilder routes, ServerHost host) =>
        Map(routes, host, "{unknownService}/{unknownMethod}", "Service is unimplemented.");

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder routes, ServerHost host, string pattern, string detail)
    {
        var policies = new RouteValueDictionary { ["unknownMethod"] = new OnlyGrpc() };
        var endpoint = routes.Map(RoutePatternFactory.Parse(pattern, defaults: null, parameterPolicies: policies), http =>
        {
            if (host.Accept(http))
            {
                Answer(http, host, detail);
            }

            return Task.CompletedTask;
        });
        endpoint.WithMetadata(new HttpMethodMetadata([HttpMethods.Post]));
        endpoint.WithDisplayName($"gRPC - {detail}");
        endpoint.Add(builder => ((RouteEndpointBuilder)builder).Order = int.MaxValue);
        return endpoint;
    }

    private static void Answer(HttpContext http, ServerHost host, string detail)
    {
        http.Response.ContentType = Headers.ContentType;
        http.Response.Headers[Headers.Status] = StatusNames.Digits(StatusCode.Unimplemented);
        http.Response.Headers[Headers.Message] = detail;
        host.Metrics.CallEnded(host.Metrics.CallStarted(), ServerMetrics.OtherMethod, StatusCode.Unimplemented);
    }

    private sealed class OnlyGrpc : IRouteConstraint
    {
        public bool Match(HttpContext? http, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            http is not null && Headers.IsGrpcContentType(http.Request.ContentType);
    }
}
