using System.Globalization;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Queries;
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

    public static V1.Cohort Cohort(CohortDefinition cohort, double share, long enrolled) => new()
    {
        Name = cohort.Name,
        Enabled = cohort.Enabled,
        Shadow = cohort.Shadow,
        Percentage = cohort.Percentage ?? share * 100,
        Enrolled = enrolled,
        HardCap = Math.Min(cohort.HardCap, cohort.TargetSize ?? long.MaxValue),
        HoldoutShare = cohort.HoldoutShare,
    };

    /// <param name="record">From the ledger.</param>
    /// <param name="withRecipient">False leaves out by what the person could be found.</param>
    public static V1.NoticeRecord Notice(LedgerRecord record, bool withRecipient) => new()
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
        VerdictId = record.VerdictId,
        Culprit = Culprit(record.Culprit),
        Isp = record.Isp,
        Path = record.Path,
        Cohort = record.Cohort,
        Text = record.Text,
        DecidedMs = record.DecidedMs,
        ReceiptMs = record.ReceiptMs ?? 0,
        Metro = record.Metro,
        Language = record.Language,
    };

    /// <summary>What the audit log has of an export: of whom and in what form, and no person.</summary>
    public static OperatorOrder ExportOrder(LedgerQuery query, V1.ExportFormat format, string who, long atMs)
    {
        var parts = new List<string>();
        Add("isp", query.Isp);
        Add("cohort", query.Cohort);
        Add("culprit", query.Culprit?.ToString().ToLowerInvariant());
        Add("from_ms", query.FromMs == 0 ? null : query.FromMs.ToString(CultureInfo.InvariantCulture));
        Add("to_ms", query.ToMs == long.MaxValue ? null : query.ToMs.ToString(CultureInfo.InvariantCulture));
        Add("withheld", query.Withheld ? "included" : null);
        return new(OrderKind.Export, atMs, who, parts.Count == 0 ? "all" : string.Join(' ', parts), $"recipients as {format.ToString().ToUpperInvariant()}");

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add($"{name}:{value}");
            }
        }
    }

    public static V1.AuditEntry AuditEntry(OperatorOrder order) => new()
    {
        TimeMs = order.AtMs,
        Operator = order.Operator,
        Action = order.Kind.ToString().ToLowerInvariant(),
        Detail = $"{order.Scope}: {order.Reason}",
    };

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
