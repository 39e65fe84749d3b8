using Microsoft.Extensions.Logging;

namespace NoticeService.Redis.Client;

/// <summary>Changes of state only. Event ids 3000 to 3019.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(3000, LogLevel.Information, "Connected to Redis at {Servers}.")]
    public static partial void Connected(this ILogger logger, string servers);

    [LoggerMessage(3001, LogLevel.Warning, "Lost Redis: {Reason} Notices are withheld until it is back; telemetry goes on.")]
    public static partial void Lost(this ILogger logger, string reason);

    [LoggerMessage(3002, LogLevel.Warning, "Redis breaker opened for {Duration}: {Reason}.")]
    public static partial void BreakerOpened(this ILogger logger, TimeSpan duration, string reason);

    [LoggerMessage(3003, LogLevel.Information, "Redis breaker closed.")]
    public static partial void BreakerClosed(this ILogger logger);
}
