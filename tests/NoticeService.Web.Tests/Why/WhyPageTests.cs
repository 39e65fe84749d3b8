using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Ports;
using NoticeService.TestKit.Servers;
using NoticeService.Web.Tests.Hosting;
using NoticeService.Web.Why;

namespace NoticeService.Web.Tests.Why;

/// <summary>What a viewer reads who asks why.</summary>
public sealed class WhyPageTests
{
    [Fact]
    public async Task Page_OfAShownNotice_TellsWhyInPlainWords_AndNamesNobodyElse()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        var record = StagedEvidence.Record();
        await StagedEvidence.StageAsync(host, record, StagedEvidence.Pack);
        var html = await host.GetAsync("/why/n1");
        var page = PageText.Of(html);
        foreach (var words in new[]
        {
            "The path we have chosen to reach Verizon's network is crowded right now.",
            "your video arrived at 3,700 kbit/s. When nothing is crowded, it arrives at about 18,400 kbit/s. Your player had to wait for it.",
            "households on verizon that we reached the way we reached you lost about",
            "Homes on verizon that we reached another way lost at most", "Homes of other providers that we reached the same way lost at most",
            "where the way that we chose meets the network of verizon: the network as a whole was not, and your home was not.",
        })
        {
            Assert.Contains(words, page, StringComparison.Ordinal);
        }

        foreach (var secret in new[] { record.SessionId, record.Household.ToString(), record.Cohort + "<", "comcast", "Comcast", "Cogent", "/evidence" })
        {
            Assert.DoesNotContain(secret, html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Culprit.Isp, "the network of verizon itself was crowded")]
    [InlineData(Culprit.Path, "and not the network of verizon nor your home")]
    [InlineData(Culprit.Service, "our own service, and neither your provider nor your home")]
    [InlineData(Culprit.Home, "Check the wiring")]
    public async Task Page_SaysWhoseFaultItWas_AndAccusesTheIspOnlyWhereItIs(Culprit culprit, string words)
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        await StagedEvidence.StageAsync(host, StagedEvidence.Record() with { Culprit = culprit }, StagedEvidence.Pack);
        var page = PageText.Of(await host.GetAsync("/why/n1"));
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Equal(culprit == Culprit.Isp, page.Contains("itself was crowded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_OfANoticeInSpanish_IsInSpanish_WithItsNumbers()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        await StagedEvidence.StageAsync(host, StagedEvidence.Record() with { Language = "es-US", Text = "La red." }, StagedEvidence.Pack);
        var html = await host.GetAsync("/why/n1");
        Assert.Contains("<html lang=\"es\">", html, StringComparison.Ordinal);
        var page = PageText.Of(html);
        Assert.Contains("Por qué ha visto esto", page, StringComparison.Ordinal);
        Assert.Contains("su vídeo llegaba a 3 700 kbit/s. Cuando nada está congestionado, llega a unos 18 400 kbit/s. Su reproductor tuvo que esperar.", page, StringComparison.Ordinal);
        Assert.Contains("Los hogares de Verizon a los que llegamos por otra ruta", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("the ", page, StringComparison.Ordinal);
    }

    // One that a translation left out, or copied, would not differ.
    [Fact]
    public void Languages_SayEverythingInTheirOwnWords()
    {
        var (english, spanish) = (WhyLanguages.Of("en"), WhyLanguages.Of("es"));
        foreach (var property in typeof(WhyWords).GetProperties())
        {
            Assert.NotEqual(property.GetValue(english), property.GetValue(spanish));
        }

        foreach (var culprit in Enum.GetValues<Culprit>())
        {
            Assert.NotEqual(english.Advice(culprit), spanish.Advice(culprit));
            Assert.NotEqual(english.So(culprit, "Alpha"), spanish.So(culprit, "Alpha"));
            Assert.Equal(english.So(culprit, "Alpha").Contains("Alpha", StringComparison.Ordinal), spanish.So(culprit, "Alpha").Contains("Alpha", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("es-MX,es;q=0.9,en;q=0.8", "No existe tal aviso")]
    [InlineData("fr, en;q=0.5, es;q=0.7", "No existe tal aviso")]
    [InlineData("es;q=0, fr", "There is no such notice")]
    [InlineData("*", "There is no such notice")]
    [InlineData(null, "There is no such notice")]
    public async Task NoSuchNotice_IsSaidInTheBrowsersLanguage(string? languages, string words)
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/why/unknown");
        if (languages is not null)
        {
            request.Headers.Add("Accept-Language", languages);
        }

        using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfARetractedVerdict_TakesItBackFirst()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        await StagedEvidence.StageAsync(host);
        var verdict = StagedEvidence.Pack.Verdict;
        await host.Services.GetRequiredService<IVerdictArchive>().AddAsync(
            verdict with { State = VerdictState.Retracted, RetractedMs = verdict.OpenedMs + 90_000, Retraction = "Refit." }, TestContext.Current.CancellationToken);
        var page = PageText.Of(await host.GetAsync("/why/n1"));
        Assert.InRange(page.IndexOf("We later found that this was wrong", StringComparison.Ordinal), 0, page.IndexOf("What your player measured", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Page_OfWhatWasShownToNobody_IsNotThere(bool holdout, bool shadow)
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        await StagedEvidence.StageAsync(host, StagedEvidence.Record() with { State = NoticeState.Withheld, Holdout = holdout, Shadow = shadow }, StagedEvidence.Pack);
        using var answer = await host.Http.GetAsync("/why/n1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no such notice", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_IsForNoSearchEngineAndNoCache()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        await StagedEvidence.StageAsync(host);
        using var answer = await host.Http.GetAsync("/why/n1", TestContext.Current.CancellationToken);
        Assert.Equal("noindex, nofollow", Assert.Single(answer.Headers.GetValues("X-Robots-Tag")));
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.True(answer.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task ViewersPort_HasTheirPageAndItsAssets_AndNothingElse()
    {
        var (console, viewers) = (FreePort.Take(), FreePort.Take());
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start), options => options.Port = console, console, publicPort: viewers);
        await StagedEvidence.StageAsync(host);
        var files = host.Services.GetRequiredService<ConsoleAssets>();
        foreach (var address in new[] { "/why/n1", files.AddressOf("console.css") })
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, viewers, address));
        }

        foreach (var address in new[] { "/", "/now.json", "/now/events", "/evidence/n1", "/evidence/n1/pack.json", "/healthz/live", "/healthz/ready", "/metrics" })
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, viewers, address));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, viewers, address, "application/grpc"));
        }

        Assert.DoesNotContain("href=\"/\"", await host.Http.GetStringAsync(new Uri($"http://127.0.0.1:{viewers}/why/n1"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var nothing = await host.Http.GetAsync(new Uri($"http://127.0.0.1:{viewers}/"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("href=\"/\"", await nothing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, console, "/why/n1"));
    }

    private static async Task<HttpStatusCode> StatusAsync(ConsoleHost host, int port, string address, string? type = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}{address}");
        if (type is not null)
        {
            request.Content = new ByteArrayContent([]);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        using var answer = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
