using System.Diagnostics.Metrics;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Delivery;

/// <summary>What a player says of a notice. A metric tag.</summary>
public enum ReceiptKind : byte
{
    Displayed,
    Dismissed,
    Failed,

    /// <summary>Not a kind that we know, or without the notice's id: dropped.</summary>
    Malformed,
}

/// <summary>Takes players' receipts. Thread-safe.</summary>
public sealed class Receipts
{
    /// <summary>Length of our notice ids, characters.</summary>
    public const int NoticeIdLength = 32;

    private readonly LedgerUpdates ledger;
    private readonly TaggedCounter<ReceiptKind> counts;

    public Receipts(LedgerUpdates ledger, IMeterFactory meters)
    {
        this.ledger = ledger;
        counts = new(NoticeMeter.Create(meters), "notice.receipts", "{receipt}", "kind", "Receipts from players.");
    }

    /// <summary>By kind, on this pod.</summary>
    public IReadOnlyDictionary<string, long> Totals => counts.Totals();

    public void Post(string noticeId, ReceiptKind kind)
    {
        ArgumentNullException.ThrowIfNull(noticeId);
        if (kind == ReceiptKind.Malformed || noticeId.Length != NoticeIdLength || !noticeId.All(char.IsAsciiHexDigitLower))
        {
            counts.Add(ReceiptKind.Malformed);
            return;
        }

        counts.Add(kind);
        ledger.PostReceipt(noticeId, kind switch
        {
            ReceiptKind.Displayed => NoticeState.Displayed,
            ReceiptKind.Dismissed => NoticeState.Dismissed,
            _ => NoticeState.Failed,
        });
    }
}
