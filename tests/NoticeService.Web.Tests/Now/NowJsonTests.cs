using System.Text.Json;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests.Now;

public sealed class NowJsonTests
{
    [Fact]
    public async Task Json_OfAnOpenVerdict_HasTheShapeThatScriptsRead()
    {
        await using var host = await Evening.StageAsync(Scenes.InterconnectOpen);
        using var answer = await host.Http.GetAsync("/now.json", TestContext.Current.CancellationToken);
        var root = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal(
            ["at", "courses", "disputes", "feed", "goLive", "health", "historyLabel", "isps", "lastNotices", "leader", "noticesSent", "paths", "pod", "receipts", "refusals", "samplesAccepted", "samplesDropped", "sessions"],
            root.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(Evening.Start, root.GetProperty("at").GetDateTimeOffset());
        Assert.Equal(48_213, root.GetProperty("sessions").GetInt64());
        var verdict = Assert.Single(root.GetProperty("feed").GetProperty("verdicts").EnumerateArray());
        Assert.Equal("interconnect", verdict.GetProperty("culprit").GetString());
        Assert.Equal("open", verdict.GetProperty("state").GetString());
        Assert.Equal(0.64, verdict.GetProperty("drop").GetDouble());
        Assert.Equal(JsonValueKind.Null, verdict.GetProperty("closedMs").ValueKind);
        Assert.Equal("transit", root.GetProperty("paths")[0].GetProperty("kind").GetString());
        Assert.False(root.GetProperty("feed").TryGetProperty("open", out _));
    }

    [Fact]
    public async Task Json_Window_HasItsOwnBoundsOnly()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        var window = JsonDocument.Parse(await host.GetAsync("/now.json")).RootElement.GetProperty("feed").GetProperty("window");

        Assert.Equal(["index", "startMs", "endMs"], window.EnumerateObject().Select(property => property.Name));
        Assert.Equal(Evening.Start.ToUnixTimeMilliseconds(), window.GetProperty("endMs").GetInt64());
    }

    [Fact]
    public async Task Json_CellWithoutDrop_WritesNull()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        var cells = JsonDocument.Parse(await host.GetAsync("/now.json")).RootElement.GetProperty("feed").GetProperty("cells").EnumerateArray().ToList();

        Assert.Contains(cells, cell => cell.GetProperty("status").GetString() == "unknown");
        Assert.All(cells, cell => Assert.Equal(cell.GetProperty("status").GetString() == "unknown", cell.GetProperty("drop").ValueKind == JsonValueKind.Null));
    }

    [Fact]
    public async Task Json_Notices_NeverSayWho()
    {
        await using var host = await Evening.StageAsync(Scenes.InterconnectOpen);
        var body = await host.GetAsync("/now.json");

        Assert.Contains("spring-test", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-session", body, StringComparison.Ordinal);
        Assert.DoesNotContain("household\"", body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("sessionId", body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Json_BeforeTheFirstWindow_IsEmptyAndValid()
    {
        await using var host = await Evening.StageAsync(Scenes.Starting);
        var feed = JsonDocument.Parse(await host.GetAsync("/now.json")).RootElement.GetProperty("feed");

        Assert.Empty(feed.GetProperty("verdicts").EnumerateArray());
        Assert.Empty(feed.GetProperty("cells").EnumerateArray());
    }
}
