using System.Globalization;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;
using V1 = NoticeService.Protocol.V1;
using Verdicts = NoticeService.Domain.Verdicts;

namespace NoticeService.Operators;

/// <summary>Between the domain's values and the operators' messages.</summary>
internal static class OperatorMapping
{
    public static V1.Verdict Verdict(Verdicts.Verdict verdict)
    {
        var message = new V1.Verdict
        {
            VerdictId = verdict.Id,
            Culprit = Culprit(verdict.Culprit),
            State = verdict.State switch
            {
                Verdicts.VerdictState.Suspected => V1.VerdictState.Suspected,
                Verdicts.VerdictState.Open => V1.VerdictState.Open,
                Verdicts.VerdictState.Closed => V1.VerdictState.Closed,
                _ => V1.VerdictState.Retracted,
            },
            Isp = verdict.Isp ?? "",
            Path = verdict.Path ?? "",
            OnsetMs = verdict.OnsetMs,
            OpenedMs = verdict.OpenedMs,
            ClosedMs = verdict.ClosedMs ?? 0,
            Confidence = verdict.Confidence,
            Drop = verdict.Drop,
            Sessions = verdict.Sessions,
            Households = verdict.Households,
            Reason = verdict.Reason,
            RetractedMs = verdict.RetractedMs ?? 0,
            Retraction = verdict.Retraction ?? "",
        };
        message.Metros.AddRange(verdict.Metros);
        return message;
    }

    public static V1.Cohort Cohort(CohortDefinition cohort, bool isLive, double share, long enrolled) => new()
    {
        Name = cohort.Name,
        Enabled = cohort.Enabled,
        Shadow = cohort.Shadow || !isLive,
        Percentage = cohort.Percentage ?? share * 100,
        Enrolled = enrolled,
        HardCap = Math.Min(cohort.HardCap, cohort.TargetSize ?? long.MaxValue),
        HoldoutShare = cohort.HoldoutShare,
    };

    /// <param name="record">From the ledger.</param>
    /// <param name="withRecipient">False leaves out by what the person could be found.</param>
    public static V1.NoticeRecord Notice(LedgerRecord record, bool withRecipient, long? retractedMs) => new()
    {
        NoticeId = record.NoticeId,
        State = record.State switch
        {
            NoticeState.Reserved => V1.NoticeState.Reserved,
            NoticeState.Sent => V1.NoticeState.Sent,
            NoticeState.Displayed => V1.NoticeState.Displayed,
            NoticeState.Dismissed => V1.NoticeState.Dismissed,
            NoticeState.Failed => V1.NoticeState.Failed,
            _ => V1.NoticeState.Withheld,
        },
        User = withRecipient ? record.Household.ToString() : "",
        SessionId = withRecipient ? record.SessionId : "",
        VerdictId = withRecipient || record.Culprit != Verdicts.Culprit.Home ? record.VerdictId : "home",
        Culprit = Culprit(record.Culprit),
        Isp = record.Isp,
        Path = record.Path,
        Cohort = record.Cohort,
        Text = record.Text,
        DecidedMs = record.DecidedMs,
        ReceiptMs = record.ReceiptMs ?? 0,
        Metro = record.Metro,
        Language = record.Language,
        RetractedMs = retractedMs ?? 0,
        Shortfall = record.Shortfall,
        Figures = record.Figures is { } figures ? Figures(figures) : null,
    };

    private static V1.SessionFigures Figures(SessionFigures figures)
    {
        var message = new V1.SessionFigures { NormKbps = figures.NormKbps, CalmShortfall = figures.CalmShortfall, Starved = figures.Starved };
        message.Windows.AddRange(figures.Windows.Select(w => new V1.MeasuredWindow
        {
            StartMs = w.StartMs,
            ThroughputKbps = w.Kbps,
            Shortfall = w.Shortfall,
            Starved = w.Starved,
        }));
        return message;
    }

    public static V1.Cell Cell(Verdicts.CellState cell)
    {
        var message = new V1.Cell
        {
            Isp = cell.Cell.Isp,
            Path = cell.Cell.Path,
            Metro = cell.Cell.Metro,
            Status = cell.Status switch
            {
                Verdicts.CellStatus.Healthy => V1.CellStatus.Healthy,
                Verdicts.CellStatus.Suspected => V1.CellStatus.Suspected,
                Verdicts.CellStatus.Crowded => V1.CellStatus.Crowded,
                _ => V1.CellStatus.Unknown,
            },
            Sessions = cell.Sessions,
            Households = cell.Households,
            Testifying = cell.Testifying,
        };
        if (double.IsFinite(cell.Drop))
        {
            message.Drop = cell.Drop;
        }

        return message;
    }

    /// <summary>What the audit log has of an export: of whom, and no person.</summary>
    public static string ExportScope(V1.ExportRecipientsRequest request)
    {
        var parts = new List<string>();
        Add("isp", request.Isp);
        Add("cohort", request.Cohort);
        Add("culprit", request.Culprit == V1.Culprit.Unspecified ? "" : request.Culprit.ToString().ToLowerInvariant());
        Add("verdict", request.VerdictId);
        Add("from_ms", request.FromMs == 0 ? "" : request.FromMs.ToString(CultureInfo.InvariantCulture));
        Add("to_ms", request.ToMs == 0 ? "" : request.ToMs.ToString(CultureInfo.InvariantCulture));
        Add("withheld", request.IncludeWithheld ? "included" : "");
        return parts.Count == 0 ? "all" : string.Join(' ', parts);

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                parts.Add($"{name}:{value}");
            }
        }
    }

    public static V1.AuditEntry AuditEntry(OperatorOrder order)
    {
        var entry = new V1.AuditEntry
        {
            TimeMs = order.AtMs,
            Operator = order.Operator,
            Action = Word(order.Kind),
            Detail = $"{order.Scope}: {order.Reason}",
            From = order.From,
            Outcome = order.Outcome,
        };
        entry.Roles.AddRange(order.Roles.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return entry;
    }

    /// <summary>Null for an empty word, which is all.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: there is no such action.</exception>
    public static OrderKind? Action(string word)
    {
        if (word.Length == 0)
        {
            return null;
        }

        foreach (var kind in Enum.GetValues<OrderKind>())
        {
            if (Word(kind) == word)
            {
                return kind;
            }
        }

        throw InvalidArgument.Of("action", $"is none of {string.Join(", ", Enum.GetValues<OrderKind>().Select(Word))}.");
    }

    private static string Word(OrderKind kind) => kind.ToString().ToLowerInvariant();

    private static V1.Culprit Culprit(Verdicts.Culprit culprit) => culprit switch
    {
        Verdicts.Culprit.Isp => V1.Culprit.Isp,
        Verdicts.Culprit.Path => V1.Culprit.Path,
        Verdicts.Culprit.Interconnect => V1.Culprit.Interconnect,
        Verdicts.Culprit.Service => V1.Culprit.Service,
        Verdicts.Culprit.Home => V1.Culprit.Home,
        _ => V1.Culprit.Undetermined,
    };
}
