using Microsoft.Extensions.Logging;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Evaluation;

/// <summary>Whom the leader names and why. A change of culprit is one verdict that closes and one that opens. Event ids 1110 to 1113.</summary>
internal static partial class VerdictLog
{
    public static void Changed(this ILogger logger, in VerdictChange change)
    {
        var (kind, verdict) = change;
        if (!logger.IsEnabled(LogLevel.Information))
        {
            return;
        }

        var (isp, path, metros, lnM) = (verdict.Isp ?? "any", verdict.Path ?? "any", MetrosOf(verdict), LnMOf(verdict));
        switch (kind)
        {
            case VerdictChangeKind.Opened:
                Opened(logger, verdict.Id, verdict.Culprit, isp, path, metros, verdict.Drop, verdict.Households, lnM, verdict.Reason);
                break;
            case VerdictChangeKind.Moved:
                Moved(logger, verdict.Id, verdict.Culprit, isp, path, metros, verdict.Drop, verdict.Households, lnM, verdict.Reason);
                break;
            case VerdictChangeKind.Retracted:
                Retracted(logger, verdict.Id, verdict.Culprit, isp, path, metros, verdict.Retraction ?? "");
                break;
            default:
                var openFor = TimeSpan.FromMilliseconds(verdict.ClosedMs!.Value - verdict.OpenedMs);
                Closed(logger, verdict.Id, openFor, verdict.Culprit, isp, path, metros, verdict.Drop, verdict.Households, lnM, verdict.Reason);
                break;
        }
    }

    private static string MetrosOf(Verdict verdict) => verdict.Metros.Count == 0 ? "all" : string.Join(", ", verdict.Metros);

    private static double LnMOf(Verdict verdict) => verdict.Evidence is { Certainty: [.., var last] } ? last.LnM : 0;

    [LoggerMessage(1110, LogLevel.Information, "Verdict {VerdictId} opened: culprit {Culprit}, ISP {Isp}, path {Path}, metros {Metros}, drop {Drop:0.00}, households {Households}, ln M {LnM:0.0}. {Reason}")]
    private static partial void Opened(ILogger logger, string verdictId, Culprit culprit, string isp, string path, string metros, double drop, long households, double lnM, string reason);

    [LoggerMessage(1111, LogLevel.Information, "Verdict {VerdictId} changed its metros: culprit {Culprit}, ISP {Isp}, path {Path}, metros {Metros}, drop {Drop:0.00}, households {Households}, ln M {LnM:0.0}. {Reason}")]
    private static partial void Moved(ILogger logger, string verdictId, Culprit culprit, string isp, string path, string metros, double drop, long households, double lnM, string reason);

    [LoggerMessage(1113, LogLevel.Warning, "Verdict {VerdictId} was wrong and is retracted: culprit {Culprit}, ISP {Isp}, path {Path}, metros {Metros}. {Retraction}")]
    private static partial void Retracted(ILogger logger, string verdictId, Culprit culprit, string isp, string path, string metros, string retraction);

    [LoggerMessage(1112, LogLevel.Information, "Verdict {VerdictId} closed after {OpenFor}: culprit {Culprit}, ISP {Isp}, path {Path}, metros {Metros}, drop {Drop:0.00}, households {Households}, ln M {LnM:0.0}. Last reason: {Reason}")]
    private static partial void Closed(ILogger logger, string verdictId, TimeSpan openFor, Culprit culprit, string isp, string path, string metros, double drop, long households, double lnM, string reason);
}
