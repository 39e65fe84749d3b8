using System.Net;
using System.Text.RegularExpressions;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests;

public sealed partial class ConsoleAssetsTests
{
    [Fact]
    public async Task Assets_NamedByThePage_AreServedForEverWithTheirType()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        var addresses = Addresses().Matches(await host.GetAsync()).Select(match => match.Value).Distinct().ToList();

        Assert.Equal(3, addresses.Count);
        foreach (var address in addresses)
        {
            using var answer = await host.Http.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("public, max-age=31536000, immutable", answer.Headers.GetValues("Cache-Control").Single());
            Assert.Equal(
                Path.GetExtension(address) switch { ".css" => "text/css", ".js" => "text/javascript", _ => "image/svg+xml" },
                answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Page_Asked_IsNeverKept()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        using var answer = await host.Http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
    }

    [GeneratedRegex(@"/assets/[a-z]+\.[0-9a-f]{16}\.[a-z]+")]
    private static partial Regex Addresses();
}
