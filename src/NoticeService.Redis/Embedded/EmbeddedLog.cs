using Microsoft.Extensions.Logging;

namespace NoticeService.Redis.Embedded;

/// <summary>Event ids 3020 to 3039.</summary>
internal static partial class EmbeddedLog
{
    [LoggerMessage(3020, LogLevel.Information, "Embedded store answers on 127.0.0.1:{Port}, process {ProcessId}, files in {DataDirectory}.")]
    public static partial void StoreStarted(this ILogger logger, int port, int processId, string dataDirectory);

    [LoggerMessage(3021, LogLevel.Error, "Embedded store ended; starting it again in {Pause}. {Detail}")]
    public static partial void StoreEnded(this ILogger logger, TimeSpan pause, string detail);

    [LoggerMessage(3022, LogLevel.Warning, "Embedded store uses {UsedBytes} of {LimitBytes} bytes. Raise Embedded:MemoryMegabytes, or configure a Redis, before it drops data.")]
    public static partial void StoreRunsShort(this ILogger logger, long usedBytes, long limitBytes);

    [LoggerMessage(3023, LogLevel.Critical, "Embedded store ran out of memory and DROPPED DATA. Notices may be missing from the ledger. Raise Embedded:MemoryMegabytes, or configure a Redis.")]
    public static partial void StoreDroppedData(this ILogger logger);

    [LoggerMessage(3024, LogLevel.Error, "Embedded store lived but answered no ping; killed it, starting it again in {Pause}. {Detail}")]
    public static partial void StoreHung(this ILogger logger, TimeSpan pause, string detail);

    [LoggerMessage(3025, LogLevel.Error, "Embedded store was started and did not answer; trying again until it does. {Detail}")]
    public static partial void StoreNeverAnswered(this ILogger logger, string detail);

    [LoggerMessage(3026, LogLevel.Error, "Embedded store cannot be started; trying again until it can. {Detail}")]
    public static partial void StoreNotStarted(this ILogger logger, string detail);
}
