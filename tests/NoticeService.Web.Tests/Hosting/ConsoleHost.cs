using NoticeService.TestKit.Servers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Queries;
using NoticeService.Web.Now;

namespace NoticeService.Web.Tests.Hosting;

/// <summary>The console as the service serves it: Kestrel on a port of loopback. Dispose stops it.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private ConsoleHost(WebApplication app, StagedSource source, int port)
    {
        this.app = app;
        Source = source;
        Port = port;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public StagedSource Source { get; }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    public HttpClient Http { get; }

    public IServiceProvider Services => app.Services;

    /// <param name="first">On stage from the start.</param>
    /// <param name="configure">Options of the console.</param>
    /// <param name="port">Where to listen; 0 takes a free one.</param>
    /// <param name="playerPort">Another port of the same process, as players use; 0 for none.</param>
    /// <param name="services">More services, or others.</param>
    /// <param name="clock">The service's clock; the machine's when null.</param>
    /// <param name="publicPort">The viewers' port; 0 for none.</param>
    public static async Task<ConsoleHost> StartAsync(
        NowSnapshot first, Action<ConsoleOptions>? configure = null, int port = 0, int playerPort = 0,
        Action<IServiceCollection>? services = null, TimeProvider? clock = null, int publicPort = 0)
    {
        var source = new StagedSource(first);
        var consolePort = port == 0 ? FreePort.Take() : port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, consolePort);
            if (playerPort != 0)
            {
                kestrel.Listen(IPAddress.Loopback, playerPort);
            }

            if (publicPort != 0)
            {
                kestrel.Listen(IPAddress.Loopback, publicPort, PublicListener.Mark);
            }
        });
        builder.Services.AddSingleton<INowSource>(source);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSingleton<InMemoryLedger>();
        builder.Services.AddSingleton<ILedger>(provider => provider.GetRequiredService<InMemoryLedger>());
        builder.Services.AddSingleton<IEvidenceStore, InMemoryEvidenceStore>();
        builder.Services.AddSingleton<IVerdictArchive, InMemoryVerdictArchive>();
        builder.Services.AddSingleton<EvidenceSearch>();
        builder.Services.AddConsole(configure);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapConsole();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ConsoleHost(app, source, consolePort);
    }

    /// <summary>Puts a snapshot on stage; when it returns, every page and stream has it.</summary>
    public async Task ShowAsync(NowSnapshot snapshot)
    {
        var board = Services.GetRequiredService<NowBoard>();
        Source.Show(snapshot);

        // Not its latest: before it has begun to follow, that is what the source has, and the first state may still be on its way.
        RenderedNow? view = null;
        do
        {
            view = await board.NextAsync(view, TestContext.Current.CancellationToken);
        }
        while (view.Scene.Snapshot != snapshot);
    }

    /// <summary>The body of an answer that must be 200.</summary>
    public Task<string> GetAsync(string address = "/") => Http.GetStringAsync(address, TestContext.Current.CancellationToken);

    /// <summary>Ends as the service does: streams are told, connections closed.</summary>
    public Task StopAsync() => app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }
}
