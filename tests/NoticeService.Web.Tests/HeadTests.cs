using System.Net;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests;

/// <summary>Monitors and link checkers ask with HEAD.</summary>
public sealed class HeadTests
{
    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/now.json", "application/json")]
    [InlineData("/healthz/live", "application/json")]
    [InlineData("/healthz/ready", "application/json")]
    public async Task Head_OfAPage_AnswersAsGetWithoutTheBody(string address, string type)
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        using var head = await HeadAsync(host, address);
        using var get = await host.Http.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(type, head.Content.Headers.ContentType?.MediaType);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Headers.CacheControl, head.Headers.CacheControl);
        Assert.True(head.Headers.Contains("Content-Security-Policy"));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Head_OfAnAsset_AnswersItsLengthAndTag()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        var files = (ConsoleAssets)host.Services.GetService(typeof(ConsoleAssets))!;
        using var head = await HeadAsync(host, files.AddressOf("console.css"));
        using var get = await host.Http.GetAsync(files.AddressOf("console.css"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    // A HEAD that was treated as a GET would never end, and hold a reader's place.
    [Fact]
    public async Task Head_OfTheStream_EndsAtOnceAndTakesNoPlace()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start), options => options.MaxWatchers = 1);
        for (var i = 0; i < 3; i++)
        {
            using var head = await HeadAsync(host, "/now/events");
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            Assert.Equal("text/event-stream", head.Content.Headers.ContentType?.MediaType);
        }

        using var reader = await host.Http.GetAsync("/now/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, reader.StatusCode);
        using var whileFull = await HeadAsync(host, "/now/events");
        Assert.Equal(HttpStatusCode.OK, whileFull.StatusCode);
    }

    [Fact]
    public async Task Head_OfAnUnknownAddress_Answers404()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        using var head = await HeadAsync(host, "/no/such/page");
        Assert.Equal(HttpStatusCode.NotFound, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Post_ToAPage_Answers405()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        using var answer = await host.Http.PostAsync("/", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> HeadAsync(ConsoleHost host, string address) =>
        host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, address), TestContext.Current.CancellationToken);
}
