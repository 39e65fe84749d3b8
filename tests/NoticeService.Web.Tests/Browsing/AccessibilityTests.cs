using Microsoft.Playwright;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests.Browsing;

/// <summary>The page for those who use the keyboard or have it read to them.</summary>
public sealed class AccessibilityTests(Chromium chromium)
{
    [Fact]
    public async Task Page_ByRole_HasItsLandmarksAndNames()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.IspOpen);
        var page = reader.Page;

        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(1, await page.GetByRole(AriaRole.Banner).CountAsync());
        Assert.Equal(1, await page.GetByRole(AriaRole.Main).CountAsync());
        Assert.Equal(1, await page.GetByRole(AriaRole.Contentinfo).CountAsync());
        Assert.Equal(["Who is crowded now"], await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).AllInnerTextsAsync());
        foreach (var name in new[] { "Verdicts", "ISPs and the paths to them", "Last notices", "This pod", "Health", "Notices sent and refused", "Samples and receipts", "Closed in the last hour" })
        {
            Assert.Equal(1, await page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true }).CountAsync());
        }

        Assert.Equal("polite", await page.Locator("#announcement").GetAttributeAsync("aria-live"));
    }

    [Fact]
    public async Task Tables_ByRole_HaveHeadersAndCaptions()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.IspOpen);
        var matrix = reader.Page.Locator("table.matrix");

        Assert.Equal(6, await matrix.GetByRole(AriaRole.Columnheader).CountAsync());
        Assert.Equal(9, await matrix.GetByRole(AriaRole.Rowheader).CountAsync());
        Assert.Equal(6, await reader.Page.Locator("table.notices").GetByRole(AriaRole.Columnheader).CountAsync());
        Assert.Equal(0, await reader.Page.Locator("table:not(:has(> caption)), th:not([scope])").CountAsync());
    }

    [Fact]
    public async Task Elements_OfEveryScene_HaveUniqueIdsAndNamesOnlyWhereRolesTakeThem()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.Calm);
        var sessions = 0;
        foreach (var (name, at) in Scenes.All)
        {
            await reader.ShowAsync(at(DateTimeOffset.UtcNow), ++sessions);
            Assert.True(await reader.Page.EvaluateAsync<bool>("() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return new Set(ids).size === ids.length; }"), name);
            // A paragraph, a span or a plain division may not be named: readers ignore it.
            Assert.Equal(0, await reader.Page.Locator(":is(p, span, div, b, small)[aria-label]:not([role])").CountAsync());
            Assert.Equal(0, await reader.Page.Locator("svg:not([aria-hidden=true])").CountAsync());
        }
    }

    [Fact]
    public async Task Tab_FromTheTop_SkipsToTheContentAndReachesEverything()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.InterconnectOpen);
        var page = reader.Page;

        await page.Keyboard.PressAsync("Tab");
        var skip = page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" });
        Assert.True(await skip.EvaluateAsync<bool>("link => document.activeElement === link && link.getBoundingClientRect().left >= 0"));
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await FocusedAsync(page, "id"));

        // As many stops as there are things to use, in the order of the page, each with an outline.
        var stops = await page.EvaluateAsync<int>("document.querySelectorAll('main summary, main .scroll, main a, footer a').length");
        for (var seen = 0; seen < stops; seen++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>(
                "nth => { const all = document.querySelectorAll('main summary, main .scroll, main a, footer a'); "
                + "return document.activeElement === all[nth] && getComputedStyle(all[nth]).outlineStyle !== 'none'; }",
                seen),
                $"stop {seen}");
        }

        Assert.Equal("Readiness", await page.EvaluateAsync<string>("document.activeElement.textContent"));
    }

    [Fact]
    public async Task NotFound_InABrowser_LeadsHome()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.Calm, address: "no/such/page");
        await reader.Page.GetByRole(AriaRole.Link, new() { Name = "What is crowded now" }).ClickAsync();

        Assert.Equal("Who is crowded now", await reader.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync());
    }

    private static Task<string> FocusedAsync(IPage page, string attribute) => page.EvaluateAsync<string>($"document.activeElement.getAttribute('{attribute}')");
}
