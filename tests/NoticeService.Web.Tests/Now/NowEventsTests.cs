using System.Net;
using System.Net.ServerSentEvents;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Web.Now;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests.Now;

public sealed class NowEventsTests
{
    private static readonly string[] All = ["announcement", "gate", "health", "matrix", "notices", "past", "samples", "status", "totals", "verdicts"];

    [Fact]
    public async Task Events_OnConnecting_SendEveryPartOfThePage()
    {
        await using var host = await Evening.StageAsync(Scenes.InterconnectOpen);
        await using var events = await FollowAsync(host);

        var parts = await TakeAsync(events, All.Length);

        Assert.Equal(All, parts.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("Cogent’s link with Verizon FiOS is crowded", PageText.Of(parts["verdicts"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_OneFigureChanges_SendThatPartOnly()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        await using var events = await FollowAsync(host);
        await TakeAsync(events, All.Length);

        var refused = Scenes.Calm(Evening.Start) with { Refusals = new Dictionary<string, long> { ["Cooldown"] = 3 } };
        await host.ShowAsync(refused);
        await host.ShowAsync(refused with { SamplesAccepted = 77 });
        var parts = await TakeAsync(events, 2);

        Assert.Equal(["gate", "samples"], parts.Keys);
        Assert.Contains("cooldown 3", PageText.Of(parts["gate"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_SourceFailsAndReturns_GoOn()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        await using var events = await FollowAsync(host);
        await TakeAsync(events, All.Length);

        host.Source.Fail(new InvalidOperationException("no state"));
        host.Source.Show(Scenes.Calm(Evening.Start) with { Sessions = 5 });

        Assert.Contains("Sessions 5", PageText.Of((await TakeAsync(events, 1))["totals"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_BeyondTheWatcherLimit_Answer503AndLetInWhenOneLeaves()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm, options => options.MaxWatchers = 1);
        var limit = host.Services.GetRequiredService<WatcherLimit>();
        await using (var events = await FollowAsync(host))
        {
            await TakeAsync(events, 1);
            using var refused = await host.Http.GetAsync("/now/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("10", Assert.Single(refused.Headers.GetValues("Retry-After")));
            Assert.Equal(1, limit.Open);
        }

        // The server sees the reader leave when its connection closes: ask until then.
        HttpStatusCode status;
        do
        {
            using var again = await host.Http.GetAsync("/now/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            status = again.StatusCode;
        }
        while (status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Events_ServiceStops_EndInsteadOfHolding()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        await using var events = await FollowAsync(host);
        await TakeAsync(events, All.Length);

        var stopped = host.StopAsync();

        Assert.False(await events.MoveNextAsync());
        await stopped;
    }

    private static async Task<IAsyncEnumerator<SseItem<string>>> FollowAsync(ConsoleHost host)
    {
        var answer = await host.Http.GetAsync("/now/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return ReadAsync(answer).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
            {
                yield return item;
            }
        }
    }

    private static async Task<Dictionary<string, string>> TakeAsync(IAsyncEnumerator<SseItem<string>> events, int count)
    {
        Dictionary<string, string> parts = [];
        while (parts.Count < count)
        {
            Assert.True(await events.MoveNextAsync(), "The stream has ended.");
            parts[events.Current.EventType] = events.Current.Data;
        }

        return parts;
    }
}
