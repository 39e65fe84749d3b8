using System.Diagnostics.Metrics;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Sessions;
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

    /// <summary>More than a session can have to say: dropped.</summary>
    TooFast,
}

/// <summary>Takes players' receipts. Thread-safe.</summary>
public sealed class Receipts
{
    /// <summary>Length of our notice ids, characters.</summary>
    public const int NoticeIdLength = 32;

    /// <summary>Of one session in one window: a notice has three, and the next notice is a cooldown away.</summary>
    public const int MaxPerWindow = 8;

    private readonly LedgerUpdates ledger;
    private readonly TimeProvider time;
    private readonly TaggedCounter<ReceiptKind> counts;

    public Receipts(LedgerUpdates ledger, IMeterFactory meters, TimeProvider time)
    {
        this.ledger = ledger;
        this.time = time;
        counts = new(NoticeMeter.Create(meters), "notice.receipts", "{receipt}", "kind", "Receipts from players.");
    }

    /// <summary>By kind, on this pod.</summary>
    public IReadOnlyDictionary<string, long> Totals => counts.Totals();

    /// <summary>Takes what the player of a session says of a notice.</summary>
    public void Post(PlaybackSession session, string noticeId, ReceiptKind kind)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(noticeId);
        if (kind == ReceiptKind.Malformed || noticeId.Length != NoticeIdLength || !noticeId.All(char.IsAsciiHexDigitLower))
        {
            counts.Add(ReceiptKind.Malformed);
            return;
        }

        if (!session.TryCountReceipt(time.GetUtcNow().ToUnixTimeMilliseconds()))
        {
            counts.Add(ReceiptKind.TooFast);
            return;
        }

        counts.Add(kind);
        ledger.PostReceipt(noticeId, kind switch
        {
            ReceiptKind.Displayed => NoticeState.Displayed,
            ReceiptKind.Dismissed => NoticeState.Dismissed,
            _ => NoticeState.Failed,
        }, session.Household.Id);
    }
}
