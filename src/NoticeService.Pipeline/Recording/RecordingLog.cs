using Microsoft.Extensions.Logging;

namespace NoticeService.Pipeline.Recording;

/// <summary>What operators are told of the recording.</summary>
internal static partial class RecordingLog
{
    [LoggerMessage(1460, LogLevel.Information, "Telemetry is recorded in {Folder}, with keyed pseudonyms for people and sessions and blocks for addresses.")]
    public static partial void Begun(this ILogger logger, string folder);

    [LoggerMessage(1461, LogLevel.Warning, "The recording cannot be written, and its rows are lost until it can; nothing else waits for it: {Reason}")]
    public static partial void Broken(this ILogger logger, string reason);

    [LoggerMessage(1462, LogLevel.Information, "The recording is written again; {Rows} rows are missing from it since the service started.")]
    public static partial void Mended(this ILogger logger, long rows);

    [LoggerMessage(1463, LogLevel.Information, "{File} of the recording was deleted to make room for what comes.")]
    public static partial void Deleted(this ILogger logger, string file);
}
