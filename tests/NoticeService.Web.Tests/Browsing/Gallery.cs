using Microsoft.Playwright;
using NoticeService.TestKit.Repository;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests.Browsing;

/// <summary>
/// For eyes, not for the suite: <c>-explicit only -method "*Gallery*"</c>. Pictures go to <c>.artifacts/gallery</c>; the live console
/// plays the scenes in turn on 127.0.0.1:5090 until it is interrupted.
/// </summary>
public sealed class Gallery(Chromium chromium)
{
    private const int LivePort = 5090;

    [Fact(Explicit = true)]
    public async Task Scenes_OnDeskAndPhoneInBothLights_ArePictured()
    {
        var folder = Directory.CreateDirectory(RepositoryFiles.PathOf(".artifacts/gallery")).FullName;
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(DateTimeOffset.UtcNow));
        foreach (var (size, width) in new[] { ("desk", 1440), ("phone", 390) })
        {
            foreach (var light in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                var page = await chromium.OpenAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = light });
                foreach (var (name, at) in Scenes.All)
                {
                    await host.ShowAsync(at(DateTimeOffset.UtcNow));
                    await page.GotoAsync(host.Address.ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                    await page.WaitForFunctionAsync("document.querySelector('time[title]')");
                    await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{size}-{light}.png"), FullPage = name != "many-isps" });
                }

                await page.Context.CloseAsync();
            }
        }

        Assert.NotEmpty(Directory.EnumerateFiles(folder));
    }

    [Fact(Explicit = true)]
    public async Task Console_PlayedLive_ShowsTheScenesInTurn()
    {
        var stop = TestContext.Current.CancellationToken;
        using var clock = new PeriodicTimer(TimeSpan.FromSeconds(1));
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(DateTimeOffset.UtcNow), port: LivePort);
        for (var second = 0; await clock.WaitForNextTickAsync(stop); second++)
        {
            var now = DateTimeOffset.UtcNow;
            var snapshot = Scenes.All[second / 15 % Scenes.All.Count].At(now);
            host.Source.Show(snapshot with { SamplesAccepted = snapshot.SamplesAccepted + (second * 4_800L), Sessions = snapshot.Sessions + (second % 37) });
        }
    }
}
