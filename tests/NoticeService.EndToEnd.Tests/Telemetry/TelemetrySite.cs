using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NoticeService.Pipeline.Telemetry;
using NoticeService.Telemetry;

namespace NoticeService.EndToEnd.Tests.Telemetry;

/// <summary>A host on a free loopback port that has telemetry and nothing else.</summary>
internal sealed class TelemetrySite : IAsyncDisposable
{
    private readonly WebApplication app;

    private TelemetrySite(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Meter = NoticeMeter.Create(app.Services.GetRequiredService<IMeterFactory>());
    }

    public HttpClient Client { get; }

    /// <summary>The stages' meter, of this host.</summary>
    public Meter Meter { get; }

    public IServiceProvider Services => app.Services;

    /// <param name="settings">As environment variables would be.</param>
    /// <param name="time">For the scraper.</param>
    public static async Task<TelemetrySite> StartAsync(Dictionary<string, string?>? settings = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.Services.AddNoticeTelemetry(builder.Configuration);
        var app = builder.Build();
        app.UseRouting();
        app.MapMetrics();
        await app.StartAsync();
        return new TelemetrySite(app);
    }

    public ILogger Logger(string category) => app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);

    public Task<string> ScrapeAsync() => Client.GetStringAsync("/metrics");

    /// <summary>Stops in good order, so that the last telemetry is out when it returns.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
