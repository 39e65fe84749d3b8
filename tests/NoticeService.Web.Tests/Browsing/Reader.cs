using Microsoft.Playwright;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests.Browsing;

/// <summary>A console and a browser window on it. What the browser complains of fails the test that asks <see cref="Complaints"/>.</summary>
internal sealed class Reader : IAsyncDisposable
{
    private readonly List<string> complaints = [];

    private Reader(ConsoleHost host, IPage page) => (Host, Page) = (host, page);

    public ConsoleHost Host { get; }

    public IPage Page { get; }

    /// <summary>Errors of scripts, of the policy and of the network, as the browser's own console has them.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (complaints)
            {
                return [.. complaints];
            }
        }
    }

    /// <summary>Opens the page; with scripts, it follows the stream when this returns.</summary>
    public static async Task<Reader> OpenAsync(
        Chromium chromium, Func<DateTimeOffset, Pipeline.Now.NowSnapshot> scene, BrowserNewContextOptions? options = null, string address = "")
    {
        // Before the host: a missing browser ends the test here.
        var page = await chromium.OpenAsync(options);
        var host = await ConsoleHost.StartAsync(scene(DateTimeOffset.UtcNow));
        var reader = new Reader(host, page);
        page.Console += (_, message) => reader.Note(message.Type == "error", message.Text);
        page.PageError += (_, error) => reader.Note(true, error);
        await page.GotoAsync(new Uri(host.Address, address).ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        if (options?.JavaScriptEnabled != false && address.Length == 0)
        {
            await page.WaitForFunctionAsync("document.querySelector('time[title]')");
        }

        return reader;
    }

    /// <summary>The next state, seen by the browser when this returns: the number of sessions tells it.</summary>
    public async Task ShowAsync(Pipeline.Now.NowSnapshot snapshot, long sessions)
    {
        await Host.ShowAsync(snapshot with { Sessions = sessions });
        await Page.Locator("#totals dd").First.GetByText(sessions.ToString(System.Globalization.CultureInfo.InvariantCulture), new() { Exact = true }).WaitForAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        await Host.DisposeAsync();
    }

    private void Note(bool complaint, string text)
    {
        if (complaint)
        {
            lock (complaints)
            {
                complaints.Add(text);
            }
        }
    }
}
