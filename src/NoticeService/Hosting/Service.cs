using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using NoticeService.Access;
using NoticeService.Commands;
using NoticeService.Composition;
using NoticeService.Hosting.Tls;
using NoticeService.Web;

namespace NoticeService.Hosting;

/// <summary>Puts the service together and runs it.</summary>
internal static class Service
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);

    /// <param name="overrides">Configuration from the command line; null values are left to the environment.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Task<int> RunAsync(IReadOnlyDictionary<string, string?> overrides, CancellationToken cancellationToken) => Mistakes.TellAsync(async () =>
    {
        await using var app = Build(overrides);
        await app.RunAsync(cancellationToken);
    });

    /// <summary>The application, not yet started: also for tests, which read the ports that it was given.</summary>
    internal static WebApplication Build(IReadOnlyDictionary<string, string?> overrides)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(overrides.Where(o => o.Value is not null));
        var options = builder.Configuration.GetSection(ServiceOptions.Section).Get<ServiceOptions>() ?? new ServiceOptions();
        var access = builder.Configuration.GetSection(AccessOptions.Section).Get<AccessOptions>() ?? new AccessOptions();
        if (new ServiceOptionsValidator(access).Validate(null, options) is { Failed: true } wrong)
        {
            throw new OptionsValidationException(ServiceOptions.Section, typeof(ServiceOptions), wrong.Failures);
        }

        RefuseOtherListeners(builder.Configuration);
        var tls = builder.Configuration.GetSection(TlsOptions.Section).Get<TlsOptions>() ?? new TlsOptions();
        var certificates = new ListenerCertificates(CertificateFiles.Open(nameof(tls.Console), tls.Console), CertificateFiles.Open(nameof(tls.Grpc), tls.Grpc), CertificateFiles.Open(nameof(tls.Public), tls.Public));
        builder.Services.AddSingleton(certificates);
        Listen(builder.WebHost, options, certificates);

        // The players are sent away before the listener closes; what then still waits is not waited for.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        builder.Services.AddNoticeService(builder.Configuration, options);
        var app = builder.Build();
        app.MapNoticeService();
        return app;
    }

    // They would be open without the rules for ours.
    private static void RefuseOtherListeners(ConfigurationManager configuration)
    {
        var others = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e.Path).ToList();
        if (others.Count > 0)
        {
            throw new OptionsValidationException("Kestrel", typeof(ServiceOptions), others.Select(path =>
                $"{path}: is not an option of this service, which listens on NoticeService:Console, NoticeService:Grpc and NoticeService:Public only."));
        }
    }

    private static void Listen(IWebHostBuilder web, ServiceOptions options, ListenerCertificates certificates) => web.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(IPEndPoint.Parse(options.Console), listener => Speak(listener, HttpProtocols.Http1, certificates.Console));
        if (options.Public.Length > 0)
        {
            kestrel.Listen(IPEndPoint.Parse(options.Public), listener =>
            {
                Speak(listener, HttpProtocols.Http1, certificates.Public);
                PublicListener.Mark(listener);
            });
        }

        kestrel.Listen(IPEndPoint.Parse(options.Grpc), listener => Speak(listener, HttpProtocols.Http2, certificates.Grpc));

        // A proxy carries many players on one connection.
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1_000;

        // A player that is gone without a word is noticed within a minute.
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    });

    private static void Speak(ListenOptions listener, HttpProtocols protocols, CertificateFiles? certificate)
    {
        listener.Protocols = protocols;
        if (certificate is not null)
        {
            listener.UseHttps(certificate.ForKestrel());
        }
    }
}
