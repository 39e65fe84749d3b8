using Microsoft.Extensions.Logging;

namespace NoticeService.Pipeline.Journal;

/// <summary>What operators are told of the journal.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(1400, LogLevel.Information, "The journal is in {Folder}; it goes on with segment {Segment}.")]
    public static partial void Opened(this ILogger logger, string folder, long segment);

    [LoggerMessage(1401, LogLevel.Error, "The journal cannot be written: {Reason} No notice goes out until it can; this is tried again each second.")]
    public static partial void Broken(this ILogger logger, string reason);

    [LoggerMessage(1402, LogLevel.Warning, "The end of {File} was torn, as a crash leaves it: {Bytes} bytes were cut off behind the last whole entry. No notice of theirs was sent.")]
    public static partial void TornTail(this ILogger logger, string file, long bytes);

    [LoggerMessage(1403, LogLevel.Error, "{Places} places of {File} cannot be read: entries there are damaged. They were not changed.")]
    public static partial void Damaged(this ILogger logger, string file, int places);

    [LoggerMessage(1404, LogLevel.Information, "{File} of the journal is past its retention and was deleted.")]
    public static partial void Deleted(this ILogger logger, string file);
}
