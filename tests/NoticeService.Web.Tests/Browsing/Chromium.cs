using Microsoft.Playwright;
using NoticeService.TestKit;
using NoticeService.Web.Tests.Browsing;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace NoticeService.Web.Tests.Browsing;

/// <summary>One browser for all tests. Missing, it skips by name; with NOTICE_REQUIRE_TOOLS=1 it fails.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private const string Name = "chromium";
    private readonly SemaphoreSlim once = new(1, 1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>A fresh window of its own profile.</summary>
    public async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        var context = await (await BrowserAsync()).NewContextAsync(options);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        once.Dispose();
    }

    private async Task<IBrowser> BrowserAsync()
    {
        var path = RequiredTool.Require(Name);
        await once.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            // The tests' own pages only, and containers forbid the sandbox's namespaces.
            return browser ??= await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Headless = true, ChromiumSandbox = false });
        }
        finally
        {
            once.Release();
        }
    }
}
