using Microsoft.Extensions.Logging;

namespace NoticeService.Redis.Embedded;

/// <summary>Event ids 3020 to 3039.</summary>
internal static partial class EmbeddedLog
{
    [LoggerMessage(3020, LogLevel.Information, "Embedded store answers on 127.0.0.1:{Port}, process {ProcessId}, files in {DataDirectory}.")]
    public static partial void StoreStarted(this ILogger logger, int port, int processId, string dataDirectory);

    [LoggerMessage(3021, LogLevel.Error, "Embedded store ended with code {ExitCode}; starting it again in {Pause}. Its last words: {LastWords}")]
    public static partial void StoreEnded(this ILogger logger, int exitCode, TimeSpan pause, string lastWords);
}
