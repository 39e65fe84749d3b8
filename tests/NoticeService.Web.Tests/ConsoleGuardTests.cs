using NoticeService.TestKit.Servers;
using System.Net;
using System.Net.Http.Headers;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests;

public sealed class ConsoleGuardTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/now.json")]
    [InlineData("/healthz/live")]
    [InlineData("/no/such/page")]
    public async Task Headers_OfEveryAnswer_ForbidWhatThePageNeverDoes(string address)
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        using var answer = await host.Http.GetAsync(address, TestContext.Current.CancellationToken);

        var policy = Header(answer, "Content-Security-Policy").Split("; ");
        Assert.Equal(
            ["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
            policy);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
    }

    [Fact]
    public async Task Headers_OfAGrpcCall_ArePassedUntouched()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        using var call = new HttpRequestMessage(HttpMethod.Post, "/notice.v1.PlayerService/Watch") { Content = new ByteArrayContent([]) };
        call.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var answer = await host.Http.SendAsync(call, TestContext.Current.CancellationToken);

        Assert.False(answer.Headers.Contains("Content-Security-Policy"));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/now.json")]
    [InlineData("/now/events")]
    [InlineData("/healthz/ready")]
    public async Task Console_AskedOnThePlayersPort_IsNotThere(string address)
    {
        var (consolePort, playerPort) = (FreePort.Take(), FreePort.Take());
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(DateTimeOffset.UtcNow), options => options.Port = consolePort, consolePort, playerPort);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, $"http://127.0.0.1:{playerPort}{address}"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, $"http://127.0.0.1:{consolePort}{address}"));
    }

    [Theory]
    [InlineData("/no/such/page")]
    [InlineData("/assets/console.0000000000000000.css")]
    [InlineData("/%3Cscript%3Ealert(1)%3C/script%3E")]
    public async Task UnknownAddress_Asked_AnswersAPageWithTheWayHome(string address)
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        using var answer = await host.Http.GetAsync(address, TestContext.Current.CancellationToken);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("<h1>There is nothing here</h1>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/\">What is crowded now</a>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(1)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownAddress_Posted_KeepsItsBareAnswer()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        using var answer = await host.Http.PostAsync("/no/such/page", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    private static async Task<HttpStatusCode> StatusAsync(ConsoleHost host, string address)
    {
        using var answer = await host.Http.GetAsync(new Uri(address), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
