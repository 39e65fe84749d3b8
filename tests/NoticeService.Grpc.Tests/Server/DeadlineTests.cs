using System.Net;
using System.Net.Http.Headers;
using NoticeService.Grpc.Tests.Probe;

namespace NoticeService.Grpc.Tests;

/// <summary>Deadlines that pass at once, or while the handler ends: each call gets one answer, and the server lives on.</summary>
public sealed class DeadlineTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    [Theory]
    [InlineData("Echo", "0n")]
    [InlineData("Split", "0n")]
    [InlineData("Join", "0n")]
    [InlineData("Chat", "0n")]
    public async Task Timeout_OfNothing_IsExceededAtOnce(string method, string timeout)
    {
        using var client = NewClient();
        Assert.Equal("4", await CallAsync(client, method, timeout));
        Assert.Equal("0", await CallAsync(client, "Echo", "10S"));
    }

    [Theory]
    [InlineData("Echo", "1n")]
    [InlineData("Split", "1n")]
    [InlineData("Join", "1n")]
    [InlineData("Chat", "1n")]
    [InlineData("Echo", "300u")]
    [InlineData("Split", "300u")]
    [InlineData("Join", "300u")]
    [InlineData("Chat", "300u")]
    [InlineData("Echo", "1m")]
    [InlineData("Chat", "1m")]
    public async Task Timeout_RacesWithTheHandler_EachCallIsAnsweredOnce(string method, string timeout)
    {
        using var client = NewClient();
        for (var round = 0; round < 20; round++)
        {
            var statuses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CallAsync(client, method, timeout)));
            Assert.All(statuses, status => Assert.True(status is "0" or "4", $"status {status}"));
        }

        // The connection and its requests, used again, are whole.
        var after = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CallAsync(client, method, "10S")));
        Assert.All(after, status => Assert.Equal("0", status));
    }

    private static HttpClient NewClient() => new(new SocketsHttpHandler { EnableMultipleHttp2Connections = false })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    // An empty message, by hand: our own client would not send a call whose time is over.
    private async Task<string> CallAsync(HttpClient client, string method, string timeout)
    {
        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Address}/{ProbeService.Descriptor.FullName}/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("grpc-timeout", timeout);
        using var response = await client.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return (response.TrailingHeaders.TryGetValues("grpc-status", out var trailer) ? trailer : response.Headers.GetValues("grpc-status")).Single();
    }
}
