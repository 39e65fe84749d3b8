using Microsoft.Playwright;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests.Browsing;

/// <summary>How every scene stands on a screen.</summary>
public sealed class AppearanceTests(Chromium chromium)
{
    // Every element that holds words of its own and is seen: its colour against the first background that lies behind it.
    internal const string Contrasts = """
        () => {
          const parse = text => text.match(/[\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = element => {
            for (let e = element; e; e = e.parentElement) {
              const colour = parse(getComputedStyle(e).backgroundColor);
              if (colour.length === 3 || colour[3] === 1) return colour;
            }
            return [255, 255, 255];
          };
          const poor = [];
          for (const element of document.querySelectorAll('body *')) {
            const words = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.nodeValue.trim());
            if (!words || element.closest('.unseen, .skip') || !element.getClientRects().length) continue;
            let opacity = 1;
            for (let e = element; e; e = e.parentElement) opacity *= Number(getComputedStyle(e).opacity);
            const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            if (ratio < 4.5 || opacity < 1) poor.push(`${element.tagName}.${element.className} "${element.textContent.trim().slice(0, 30)}" ${ratio.toFixed(2)} at ${opacity}`);
          }
          return poor;
        }
        """;

    public static TheoryData<string> Names => [.. Scenes.All.Select(scene => scene.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scene_On375Pixels_NeverScrollsSideways(string name)
    {
        await using var reader = await Reader.OpenAsync(chromium, Find(name), new() { ViewportSize = new() { Width = 375, Height = 700 } });

        Assert.Equal(375, await reader.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        // Nor is anything cut off that no region of its own lets the reader reach.
        Assert.Empty(await reader.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, .unseen, .skip, .sprites') && e.getBoundingClientRect().right > 375.5).map(e => e.tagName + '.' + e.className)"));
    }

    /// <summary>The last of three paths once lay off a phone's screen, and nothing told so.</summary>
    [Fact]
    public async Task Matrix_OfThreePathsOnAPhone_IsWhole()
    {
        await using var reader = await Reader.OpenAsync(chromium, at => Of3(Scenes.InterconnectOpen(at)), new() { ViewportSize = new() { Width = 390, Height = 844 } });

        Assert.Equal("level3", Of3(Scenes.InterconnectOpen(DateTimeOffset.UtcNow)).Paths[^1].Id);
        Assert.True(await reader.Page.Locator("#matrix .scroll").EvaluateAsync<bool>("region => region.scrollWidth <= region.clientWidth"));
        Assert.False(await reader.Page.Locator("#matrix .scroll").EvaluateAsync<bool>("region => region.classList.contains('more')"));
        Assert.Equal(1, await LinesAsync(reader.Page.Locator("#matrix tbody th", new() { HasText = "CenturyLink" })));
    }

    [Fact]
    public async Task Matrix_OfMorePathsThanFit_FadesAtItsEdgeUntilItsEndIsSeen()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.InterconnectOpen, new() { ViewportSize = new() { Width = 390, Height = 844 } });
        var fading = reader.Page.Locator("#matrix .scroll.more");
        await fading.WaitForAsync();

        // What the stream brings does not take the hint away.
        await reader.ShowAsync(Scenes.IspOpen(DateTimeOffset.UtcNow), sessions: 7);
        Assert.Contains("gradient", await fading.EvaluateAsync<string>("region => getComputedStyle(region).maskImage"), StringComparison.Ordinal);

        await fading.EvaluateAsync("region => region.scrollLeft = region.scrollWidth");
        await fading.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [Fact]
    public async Task Notices_OnAPhone_HaveDotsBetweenTheirPartsOnly()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.InterconnectOpen, new() { ViewportSize = new() { Width = 390, Height = 844 } });

        // Time, text, culprit, session, cohort, fate.
        Assert.Equal(["none", "none", "\" · \"", "\" · \"", "\" · \"", "none"], await reader.Page.EvaluateAsync<string[]>(
            "[...document.querySelector('#notices tbody tr').cells].map(cell => getComputedStyle(cell, '::after').content)"));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Words_InEitherLight_StandOutFromTheirGround(ColorScheme light)
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.Starting, new() { ColorScheme = light });
        var sessions = 0;
        foreach (var (name, at) in Scenes.All.Where(scene => scene.Name != "many-isps"))
        {
            await reader.ShowAsync(at(DateTimeOffset.UtcNow), ++sessions);
            var poor = await reader.Page.EvaluateAsync<string[]>(Contrasts);
            Assert.True(poor.Length == 0, $"{name}: {string.Join("; ", poor.Take(5))}");
        }
    }

    [Fact]
    public async Task Ground_InDarkAndLight_FollowsTheReader()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.Calm, new() { ColorScheme = ColorScheme.Dark });
        var dark = await LightnessAsync(reader.Page);
        await reader.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        var light = await LightnessAsync(reader.Page);

        Assert.InRange(dark, 0, 60);
        Assert.InRange(light, 200, 255);
    }

    [Fact]
    public async Task LongWords_OnADesk_AreNotBrokenInTables()
    {
        await using var reader = await Reader.OpenAsync(chromium, Scenes.InterconnectOpen, new() { ViewportSize = new() { Width = 1440, Height = 900 } });

        Assert.Equal(1, await LinesAsync(reader.Page.Locator("#notices tbody td", new() { HasText = "interconnection" }).First));
        Assert.Equal(1, await LinesAsync(reader.Page.Locator("#matrix tbody th", new() { HasText = "CenturyLink" })));
    }

    // A word that is broken has two boxes.
    private static Task<int> LinesAsync(ILocator cell) => cell.EvaluateAsync<int>(
        "cell => { const range = document.createRange(); range.selectNodeContents(cell); return range.getClientRects().length; }");

    private static Pipeline.Now.NowSnapshot Of3(Pipeline.Now.NowSnapshot snapshot)
    {
        List<Domain.Networks.NetPath> paths = [.. snapshot.Paths.Take(3)];
        return snapshot with
        {
            Paths = paths,
            Feed = snapshot.Feed with { Cells = [.. snapshot.Feed.Cells.Where(state => paths.Exists(path => path.Id == state.Cell.Path))] },
        };
    }

    private static Task<int> LightnessAsync(IPage page) =>
        page.EvaluateAsync<int>("Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number))");

    private static Func<DateTimeOffset, Pipeline.Now.NowSnapshot> Find(string name) => Scenes.All.Single(scene => scene.Name == name).At;
}
