namespace NoticeService.Operators;

internal static partial class OperatorLog
{
    [LoggerMessage(5020, LogLevel.Error, "The audit log could not be written: {Action} of {Scope} ended with {Outcome}. {Reason}")]
    public static partial void NotWritten(ILogger logger, string action, string scope, string outcome, string reason);

    [LoggerMessage(5021, LogLevel.Warning, "More calls are refused in this minute than the audit log takes; the first that is not in it: {Action} of {Scope} ended with {Outcome}.")]
    public static partial void TooManyRefused(ILogger logger, string action, string scope, string outcome);
}
