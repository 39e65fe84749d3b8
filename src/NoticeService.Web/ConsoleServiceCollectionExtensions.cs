using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Queries;
using NoticeService.Web.Health;
using NoticeService.Web.Now;
using NoticeService.Web.Pages;
using NoticeService.Web.Why;

namespace NoticeService.Web;

/// <summary>Registers the console.</summary>
public static class ConsoleServiceCollectionExtensions
{
    // Each reads the store: viewers who all follow the link at once wait for each other rather than take it from admission.
    private const int MostWhyAtOnce = 16;
    private const int MostWhyWaiting = 500;

    /// <summary>Adds the console; needs an <see cref="INowSource"/> and an <see cref="EvidenceSearch"/>, and takes a <see cref="TimeProvider"/> when there is one.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services, Action<ConsoleOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddOptions<ConsoleOptions>()
            .Configure(options => configure?.Invoke(options))
            .ValidateDataAnnotations()
            .ValidateOnStart();

        services.AddSingleton(provider => new NowBoard(
            provider.GetRequiredService<INowSource>(),
            provider.GetRequiredService<PageRenderer>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<ConsoleOptions>>(),
            provider.GetRequiredService<Microsoft.Extensions.Logging.ILogger<NowBoard>>()));
        services.AddHostedService(provider => provider.GetRequiredService<NowBoard>());
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.AddConcurrencyLimiter(WhyEndpoint.Limit, limit => (limit.PermitLimit, limit.QueueLimit) = (MostWhyAtOnce, MostWhyWaiting));
        });
        services.AddSingleton<PageRenderer>();
        services.AddSingleton(_ => new ConsoleAssets());
        services.AddSingleton<WatcherLimit>();
        services.AddSingleton<NowHealthCheck>();
        services.AddHealthChecks().AddCheck<NowHealthCheck>(NowHealthCheck.Name, tags: [HealthEndpoints.ReadyTag]);
        return services;
    }
}
