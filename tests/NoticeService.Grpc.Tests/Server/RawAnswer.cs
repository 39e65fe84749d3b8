using System.Net;
using System.Net.Http.Headers;

namespace NoticeService.Grpc.Tests;

/// <summary>What came back for a request made by hand.</summary>
internal sealed record RawAnswer(HttpStatusCode Http, HttpResponseHeaders Headers, HttpResponseHeaders Trailers, byte[] Body)
{
    /// <summary>From the trailers, or from the headers of an answer that has no body.</summary>
    public string GrpcStatus => (Trailers.TryGetValues("grpc-status", out var trailer) ? trailer : Headers.GetValues("grpc-status")).Single();

    /// <summary>Sends these bytes as the body, whatever they are.</summary>
    public static async Task<RawAnswer> OfAsync(string address, byte[] body, string contentType = "application/grpc", string? encoding = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        request.Headers.TE.ParseAdd("trailers");
        if (encoding is not null)
        {
            request.Headers.Add("grpc-encoding", encoding);
        }

        using var response = await http.SendAsync(request);
        return new RawAnswer(response.StatusCode, response.Headers, response.TrailingHeaders, await response.Content.ReadAsByteArrayAsync());
    }
}
