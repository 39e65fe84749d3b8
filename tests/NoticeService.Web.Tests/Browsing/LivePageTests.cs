using Microsoft.Playwright;
using NoticeService.Pipeline.Now;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests.Browsing;

/// <summary>The page in a browser while the state of the service changes.</summary>
public sealed class LivePageTests(Chromium chromium)
{
    [Fact]
    public async Task Page_StateChanges_ShowsItWithoutReload()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.Calm);
        await reader.Page.EvaluateAsync("window.sameDocument = true");
        Assert.Equal(0, await reader.Page.Locator(".cell.crowded").CountAsync());

        await reader.ShowAsync(Scenes.InterconnectOpen(DateTimeOffset.UtcNow), sessions: 7);

        Assert.Equal("Cogent’s link with Verizon FiOS is crowded", await reader.Page.Locator(".verdict h3").InnerTextAsync());
        Assert.Equal(1, await reader.Page.Locator(".cell.crowded").CountAsync());
        Assert.Equal(8, await reader.Page.Locator("#notices tbody tr").CountAsync());
        Assert.Equal("Cogent’s link with Verizon FiOS is crowded.", (await reader.Page.Locator("#announcement").TextContentAsync())?.Trim());
        Assert.True(await reader.Page.EvaluateAsync<bool>("window.sameDocument === true"));

        await reader.ShowAsync(Scenes.Calm(DateTimeOffset.UtcNow), sessions: 8);

        Assert.Equal(0, await reader.Page.Locator(".verdict, .cell.crowded").CountAsync());
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task OpenedCrossing_StateChanges_StaysOpenAndFocused()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.Calm);
        var crossing = Crossing(reader.Page, "Verizon FiOS");
        await crossing.FocusAsync();
        await reader.Page.Keyboard.PressAsync("Enter");

        await reader.ShowAsync(Scenes.InterconnectOpen(DateTimeOffset.UtcNow), sessions: 7);

        Assert.True(await crossing.EvaluateAsync<bool>("summary => summary.parentElement.open && document.activeElement === summary"));
        Assert.Contains("66", await crossing.InnerTextAsync(), StringComparison.Ordinal);
    }

    /// <summary>Rows below one that vanished were once moved up one by one, and each lost the focus.</summary>
    [Fact]
    public async Task FocusedCrossing_RowAboveVanishes_KeepsTheFocus()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.Calm);
        var crossing = Crossing(reader.Page, "Verizon FiOS");
        await crossing.FocusAsync();

        await reader.ShowAsync(Without(Scenes.Calm(DateTimeOffset.UtcNow), "att"), sessions: 7);

        Assert.Equal(0, await reader.Page.Locator("#matrix tr[data-key=att]").CountAsync());
        Assert.True(await crossing.EvaluateAsync<bool>("summary => document.activeElement === summary"));
    }

    [Fact]
    public async Task Page_ServiceGoes_SaysThatItIsStale()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.Calm);
        await reader.ShowAsync(Scenes.Calm(DateTimeOffset.UtcNow), sessions: 7);
        // The page waits five seconds by its own clock: put that forward instead of waiting.
        await reader.Page.EvaluateAsync("() => { const real = performance.now.bind(performance); performance.now = () => real() + 6000; }");
        await reader.Host.StopAsync();

        await reader.Page.Locator("#connection").GetByText("The connection to the service is lost").WaitForAsync();

        Assert.True(await reader.Page.EvaluateAsync<bool>("document.documentElement.classList.contains('stale')"));
        Assert.Equal("1", await reader.Page.Locator("main").EvaluateAsync<string>("main => getComputedStyle(main).opacity"));
    }

    /// <summary>English once wrote a quarter past midnight as 24:15.</summary>
    [Fact]
    public async Task Clock_AfterMidnight_IsZeroNotTwentyFour()
    {
        var midnight = new DateTimeOffset(2026, 6, 5, 0, 15, 0, TimeSpan.Zero);
        await using var reader = await Reader.OpenAsync(
            chromium, at => Scenes.Calm(at) with { LastNotices = Scenes.InterconnectOpen(midnight).LastNotices }, new() { Locale = "en-US", TimezoneId = "UTC" });

        Assert.Equal("00:14:57", await reader.Page.Locator("#notices time").First.InnerTextAsync());
    }

    [Fact]
    public async Task Clock_InTheReadersZone_IsTheReadersOwn()
    {
        var evening = new DateTimeOffset(2026, 6, 5, 20, 0, 0, TimeSpan.Zero);
        await using var reader = await Reader.OpenAsync(
            chromium, at => Scenes.Calm(at) with { LastNotices = Scenes.InterconnectOpen(evening).LastNotices }, new() { Locale = "en-US", TimezoneId = "America/New_York" });

        Assert.Equal("15:59:57", await reader.Page.Locator("#notices time").First.InnerTextAsync());
    }

    [Fact]
    public async Task Page_WithoutScript_IsWholeAndRenewsItself()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.IspOpen, new() { JavaScriptEnabled = false });

        Assert.Equal(["The Comcast network is crowded", "Something may be crowded over Tata; nobody is named"], await reader.Page.Locator(".verdict h3").AllInnerTextsAsync());
        Assert.Equal(9, await reader.Page.Locator("#matrix tbody tr").CountAsync());
        Assert.Equal(16, await reader.Page.Locator("#notices tbody tr").CountAsync());
        Assert.Equal("10", await reader.Page.Locator("meta[http-equiv=refresh]").GetAttributeAsync("content"));
        Assert.Matches(@"^\d\d:\d\d:\d\d UTC$", await reader.Page.Locator("#notices time").First.InnerTextAsync());

        var crossing = Crossing(reader.Page, "Comcast");
        await crossing.ClickAsync();
        Assert.True(await reader.Page.Locator("#matrix tr", new() { HasText = "Comcast" }).GetByText("testify").First.IsVisibleAsync());
    }

    [Fact]
    public async Task Names_ThatAreMarkup_StayText()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.Calm);
        await AssertHarmlessAsync();

        // Once through the stream, once with the page.
        await reader.ShowAsync(Scenes.Hostile(DateTimeOffset.UtcNow), sessions: 7);
        Assert.Contains("<script>", await reader.Page.Locator("#matrix").InnerTextAsync(), StringComparison.Ordinal);
        await AssertHarmlessAsync();
        await reader.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await reader.Page.WaitForFunctionAsync("document.querySelector('time[title]')");
        await AssertHarmlessAsync();
        Assert.Empty(reader.Complaints);

        async Task AssertHarmlessAsync()
        {
            Assert.Equal("Now – NoticeService", await reader.Page.TitleAsync());
            Assert.Equal(0, await reader.Page.Locator("body script, img, [onmouseover], [onclick], [onerror], b b").CountAsync());
        }
    }

    private static ILocator Crossing(IPage page, string isp) =>
        page.Locator("#matrix tr", new() { Has = page.Locator("th", new() { HasText = isp }) }).Locator("summary").First;

    private static NowSnapshot Without(NowSnapshot snapshot, string isp) => snapshot with
    {
        Isps = [.. snapshot.Isps.Where(one => one.Id != isp)],
        Feed = snapshot.Feed with { Cells = [.. snapshot.Feed.Cells.Where(state => state.Cell.Isp != isp)] },
    };
}
