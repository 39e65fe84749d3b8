using Microsoft.Extensions.Logging;

namespace NoticeService.Telemetry;

internal static partial class TelemetryLog
{
    [LoggerMessage(6000, LogLevel.Information, "Telemetry is exported over OTLP: {Signals}.")]
    public static partial void Exporting(ILogger logger, string signals);

    [LoggerMessage(6001, LogLevel.Warning, "The last telemetry could not be exported within {Timeout}.")]
    public static partial void NotFlushed(ILogger logger, TimeSpan timeout);

    [LoggerMessage(6002, LogLevel.Warning, "The metrics could not be collected in time; the scrape got nothing.")]
    public static partial void CollectionFailed(ILogger logger);

    [LoggerMessage(6003, LogLevel.Warning, "The metric {Name} is not on the metrics page: its type cannot be written there, or another metric of that name has another type.")]
    public static partial void MetricLeftOut(ILogger logger, string name);
}
