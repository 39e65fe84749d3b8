using Microsoft.Extensions.Logging;

namespace NoticeService.Pipeline.Configuration;

internal static partial class ConfigurationLog
{
    [LoggerMessage(1200, LogLevel.Information, "The configuration {Path} is in force; ISPs: {Isps}, paths: {Paths}, servers: {Servers}, cohorts: {Cohorts}, suspensions: {Suspensions}.")]
    public static partial void Applied(ILogger logger, string path, int isps, int paths, int servers, int cohorts, int suspensions);

    [LoggerMessage(1201, LogLevel.Error, "The changed configuration {Path} is rejected and the last good one stays in force:\n{Mistakes}")]
    public static partial void Rejected(ILogger logger, string path, string mistakes);

    [LoggerMessage(1202, LogLevel.Error, "A part of the service could not take the new configuration.")]
    public static partial void SubscriberFailed(ILogger logger, Exception exception);
}
