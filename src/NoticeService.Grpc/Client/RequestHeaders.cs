using System.Net;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client.Internal;

/// <summary>The HTTP request of a call, without its body.</summary>
internal static class RequestHeaders
{
    private const string Agent = "grpc-noticeservice/1.0";

    /// <summary>True if the caller's metadata asks for gzip.</summary>
    /// <exception cref="InvalidOperationException">It asks for an encoding that this client does not have.</exception>
    public static bool WantsGzip(Metadata? metadata) => metadata?.GetValue(Headers.EncodingRequest) switch
    {
        null or Headers.Identity => false,
        GzipCodec.Name => true,
        var other => throw new InvalidOperationException($"Messages cannot be sent in the encoding '{other}': {Headers.OfferedEncodings} are known."),
    };

    /// <param name="timeout">Null for no deadline.</param>
    /// <exception cref="RpcException">INTERNAL: a value that HTTP cannot carry.</exception>
    public static HttpRequestMessage Create(Uri address, string? host, Metadata? metadata, bool gzip, TimeSpan? timeout)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var headers = request.Headers;
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation(Headers.AcceptEncoding, Headers.OfferedEncodings);
        if (host is not null)
        {
            headers.Host = host;
        }

        if (gzip)
        {
            headers.TryAddWithoutValidation(Headers.Encoding, GzipCodec.Name);
        }

        if (timeout is { } left)
        {
            headers.TryAddWithoutValidation(Headers.Timeout, TimeoutCoding.Encode(left));
        }

        foreach (var entry in metadata ?? Metadata.Empty)
        {
            if (!Headers.IsReserved(entry.Key))
            {
                headers.TryAddWithoutValidation(entry.Key, Text(entry));
            }
        }

        if (!headers.Contains("user-agent"))
        {
            headers.TryAddWithoutValidation("user-agent", Agent);
        }

        return request;
    }

    private static string Text(Metadata.Entry entry)
    {
        var text = Headers.ToText(entry);
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? throw CallErrors.Create(StatusCode.Internal, $"The value of metadata '{entry.Key}' is not printable ASCII; a key that ends in -bin takes any bytes.")
            : text;
    }
}
