using Microsoft.Playwright;
using NoticeService.TestKit.Repository;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests.Browsing;

/// <summary>The evidence page on a screen and on paper.</summary>
public sealed class EvidenceInBrowserTests(Chromium chromium)
{
    [Theory]
    [InlineData(375, ColorScheme.Light)]
    [InlineData(375, ColorScheme.Dark)]
    [InlineData(1440, ColorScheme.Light)]
    public async Task Page_OnAnyScreen_IsReadableAndNeverScrollsSideways(int width, ColorScheme light)
    {
        await using var reader = await OpenAsync(width, light);
        Assert.Equal(width, await reader.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await reader.Page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        Assert.Equal(width, await reader.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await reader.Page.EvaluateAsync<string[]>(AppearanceTests.Contrasts));
        Assert.Equal(0, await reader.Page.Locator("svg:not([aria-hidden=true])").CountAsync());
        Assert.Equal(0, await reader.Page.Locator("table:not(:has(> caption)), th:not([scope])").CountAsync());
        Assert.True(await reader.Page.EvaluateAsync<bool>("() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return new Set(ids).size === ids.length; }"));
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task Pictures_AreDrawn_WhereTheirFiguresPutThem()
    {
        await using var reader = await OpenAsync(1200, ColorScheme.Light);
        var accused = StagedEvidence.Pack.Verdict.Evidence!.Accused;
        var at = await reader.Page.EvaluateAsync<double>(
            "() => { const plot = document.querySelector('svg.lost'); const p = plot.getBoundingClientRect(), c = plot.querySelector('circle').getBoundingClientRect(); return (c.left + c.width / 2 - p.left) / p.width; }");
        Assert.Equal(accused.Lost, at, 0.01);
        Assert.Equal(12, await reader.Page.Locator("svg.strip rect").CountAsync());
        Assert.Equal(StagedEvidence.Pack.Verdict.Evidence.Certainty.Count, await reader.Page.Locator("svg.course circle").CountAsync());
    }

    [Fact]
    public async Task LastNotices_LeadToTheEvidence()
    {
        var record = StagedEvidence.Record();
        await using var reader = await Reader.OpenAsync(chromium, at => Scenes.Calm(at) with { LastNotices = [record] });
        await StagedEvidence.StageAsync(reader.Host, record, StagedEvidence.Pack);
        await reader.Page.GetByRole(AriaRole.Link, new() { Name = "why this notice was given" }).ClickAsync();
        await reader.Page.GetByRole(AriaRole.Heading, new() { Name = "Why this notice was given", Level = 1 }).WaitForAsync();
    }

    /// <summary>For eyes: see <see cref="Gallery"/>.</summary>
    [Theory(Explicit = true)]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Page_IsPictured(int width, ColorScheme light)
    {
        var folder = Directory.CreateDirectory(RepositoryFiles.PathOf(".artifacts/gallery")).FullName;
        await using var reader = await OpenAsync(width, light);
        await reader.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"evidence-{width}-{light}.png"), FullPage = true });
        await reader.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await reader.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"evidence-{width}-print.png"), FullPage = true });
    }

    private async Task<Reader> OpenAsync(int width, ColorScheme light)
    {
        var reader = await Reader.OpenAsync(chromium, Scenes.Calm, new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = light });
        await StagedEvidence.StageAsync(reader.Host);
        await reader.Page.GotoAsync(new Uri(reader.Host.Address, "evidence/n1").ToString());
        return reader;
    }
}
