using Grpc.AspNetCore.Server.Internal;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>From a call to the HTTP request that carries it.</summary>
public static class ServerCallContextExtensions
{
    private const string HttpContextKey = "__HttpContext";

    /// <summary>The HTTP request that carries the call. For a test double, what its <c>UserState["__HttpContext"]</c> holds.</summary>
    /// <exception cref="InvalidOperationException">The call did not come over HTTP.</exception>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        if (serverCallContext is ServerCall call)
        {
            return call.Http;
        }

        return serverCallContext.UserState.TryGetValue(HttpContextKey, out var value) && value is HttpContext http
            ? http
            : throw new InvalidOperationException("This call has no HttpContext: it was not served over HTTP.");
    }
}
