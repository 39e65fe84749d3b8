using Verdicts = NoticeService.Domain.Verdicts;
using V1 = NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>Fields that several requests have. Each throws INVALID_ARGUMENT with the field's name for what it cannot mean.</summary>
internal static class RequestFields
{
    /// <summary>Null is all.</summary>
    public static string? Filter(string text) => text.Length == 0 ? null : text;

    /// <summary>Null is all.</summary>
    public static Verdicts.Culprit? Culprit(V1.Culprit culprit) => culprit switch
    {
        V1.Culprit.Unspecified => null,
        V1.Culprit.Isp => Verdicts.Culprit.Isp,
        V1.Culprit.Path => Verdicts.Culprit.Path,
        V1.Culprit.Interconnect => Verdicts.Culprit.Interconnect,
        V1.Culprit.Service => Verdicts.Culprit.Service,
        V1.Culprit.Home => Verdicts.Culprit.Home,
        V1.Culprit.Undetermined => Verdicts.Culprit.Undetermined,
        _ => throw InvalidArgument.Of("culprit", "is none of those that there are."),
    };

    /// <summary>Null is all.</summary>
    public static Verdicts.VerdictState? State(V1.VerdictState state) => state switch
    {
        V1.VerdictState.Unspecified => null,
        V1.VerdictState.Suspected => Verdicts.VerdictState.Suspected,
        V1.VerdictState.Open => Verdicts.VerdictState.Open,
        V1.VerdictState.Closed => Verdicts.VerdictState.Closed,
        V1.VerdictState.Retracted => Verdicts.VerdictState.Retracted,
        _ => throw InvalidArgument.Of("state", "is none of those that there are."),
    };

    /// <summary>Null is all.</summary>
    public static Verdicts.CellStatus? Status(V1.CellStatus status) => status switch
    {
        V1.CellStatus.Unspecified => null,
        V1.CellStatus.Unknown => Verdicts.CellStatus.Unknown,
        V1.CellStatus.Healthy => Verdicts.CellStatus.Healthy,
        V1.CellStatus.Suspected => Verdicts.CellStatus.Suspected,
        V1.CellStatus.Crowded => Verdicts.CellStatus.Crowded,
        _ => throw InvalidArgument.Of("status", "is none of those that there are."),
    };

    /// <returns>From, inclusive, and to, exclusive, ms.</returns>
    public static (long FromMs, long ToMs) Times(long fromMs, long toMs)
    {
        if (toMs < 0)
        {
            throw InvalidArgument.Of("to_ms", "must be 0 or more.");
        }

        return fromMs >= 0 && (toMs == 0 || toMs >= fromMs)
            ? (fromMs, toMs == 0 ? long.MaxValue : toMs)
            : throw InvalidArgument.Of("from_ms", "must be 0 or more, and not later than to_ms.");
    }

    public static void RequireText(string field, string text, int limit)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > limit)
        {
            throw InvalidArgument.Of(field, $"must have 1 to {limit} characters.");
        }
    }
}
