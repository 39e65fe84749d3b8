using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client.Internal;

/// <summary>From HTTP headers or trailers to metadata.</summary>
internal static class ResponseHeaders
{
    public static Metadata Read(HttpHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
            {
                Headers.AddReceived(metadata, name, value);
            }
        }

        return metadata;
    }
}
