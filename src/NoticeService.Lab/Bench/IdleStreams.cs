using System.Net;
using NoticeService.Lab.Commands;

namespace NoticeService.Lab.Bench;

/// <summary>Watch calls at rest against one server, each of a household of its own, 100 to a connection.</summary>
internal sealed class IdleStreams(Uri address, string server) : IDisposable
{
    private const int PerConnection = 100;

    // As many calls begin at a time: fewer than a server lets wait.
    private const int AtOnce = 50;

    private readonly List<HttpClient> connections = [];
    private readonly List<(IdleStream Body, HttpResponseMessage Response)> open = [];

    /// <summary>Opens more until there are so many; each has been answered before this returns.</summary>
    public async Task GrowAsync(int count, CancellationToken stop)
    {
        while (open.Count < count)
        {
            var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan });
            connections.Add(http);
            for (var begun = 0; begun < PerConnection && open.Count < count; begun += AtOnce)
            {
                var first = open.Count;
                open.AddRange(await Task.WhenAll(Enumerable.Range(first, Math.Min(AtOnce, count - first)).Select(i => OpenAsync(http, i, stop))));
            }
        }
    }

    /// <summary>How many the server has ended; none may be when it is measured.</summary>
    public int Ended => open.Count(stream => stream.Response.TrailingHeaders.Any());

    public void Dispose()
    {
        foreach (var (body, response) in open)
        {
            body.End();
            response.Dispose();
        }

        connections.ForEach(http => http.Dispose());
    }

    private async Task<(IdleStream Body, HttpResponseMessage Response)> OpenAsync(HttpClient http, int number, CancellationToken stop)
    {
        var body = new IdleStream(SampleStream.Opening($"idle-{number}", server, samples: 1));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/notice.v1.PlayerService/Watch"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("x-forwarded-for", $"98.109.{number / 250 % 250}.{number % 250}");
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        return response.Headers.Contains("grpc-status") ? throw new CommandError("A stream was refused.") : (body, response);
    }
}
