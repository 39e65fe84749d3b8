using NoticeService.Now;
using NoticeService.Pipeline.Now;

namespace NoticeService.Composition;

/// <summary>What the console shows.</summary>
internal static class NowExtensions
{
    public static void AddNow(this IServiceCollection services)
    {
        services.AddSingleton<NowSource>();
        services.AddSingleton<INowSource>(p => p.GetRequiredService<NowSource>());
        services.AddHostedService(p => p.GetRequiredService<NowSource>());
    }
}
