using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>
/// The marks and what is given back. All of it shares one hash tag with the records, so it lies in one slot, on one primary, in one
/// order: what <see cref="ILedgerRepair"/> says of a store holds for it on a cluster too.
/// </summary>
internal sealed class RedisLedgerRepair(RedisGateway gateway, RedisKeys keys) : ILedgerRepair
{
    public long Connection => gateway.Connection;

    public async Task<JournalPosition> BeginAsync(string journal, string nonce, CancellationToken cancellationToken) =>
        JournalPosition.Parse((string?)await gateway.RunAsync(RedisScript.JournalBegin, [keys.JournalMark(journal)], [nonce], cancellationToken));

    public async Task<bool> CommitAsync(string journal, string nonce, JournalPosition position, CancellationToken cancellationToken) =>
        (long)await gateway.RunAsync(RedisScript.JournalCommit, [keys.JournalMark(journal)], [nonce, position.ToString()], cancellationToken) == 1;

    public async Task<IReadOnlyList<LedgerRecord?>> FindAsync(IReadOnlyList<string> noticeIds, CancellationToken cancellationToken)
    {
        if (noticeIds.Count == 0)
        {
            return [];
        }

        var records = noticeIds.Select(keys.LedgerRecord).ToArray();
        var stored = await gateway.CallAsync(new RedisCall("MGET", Repeatable: true), db => db.StringGetAsync(records), cancellationToken);
        return Array.ConvertAll(stored, s => s.IsNull ? null : LedgerRecordCodec.Decode(s.ToString()));
    }

    public async Task<bool> RestoreAsync(JournalEntry entry, LedgerRecord? present, CancellationToken cancellationToken)
    {
        var record = entry.Record;
        return (long)await gateway.RunAsync(
            RedisScript.Restore,
            [
                keys.LedgerRecord(record.NoticeId),
                keys.Cooldown(record.Household),
                keys.Enrolled(record.Cohort),
                keys.LedgerIndex,
                keys.LedgerIndexOfIsp(record.Isp),
                keys.LedgerIndexOfHousehold(record.Household),
                keys.SealedUntil,
                keys.Late,
                keys.HeldOut(record.Cohort),
            ],
            [
                present is null ? "" : LedgerRecordCodec.EncodeState(present.State) + LedgerRecordCodec.EncodeReceipt(present.ReceiptMs ?? 0),
                record.NoticeId,
                record.Household.ToString(),
                entry.ToldMicros,
                entry.CooldownMicros,
                LedgerIndex.Member(record.DecidedMs, record.NoticeId),
                LedgerRecordCodec.Encode(record),
                record.DecidedMs,
                record.Holdout ? 1 : 0,
            ],
            cancellationToken) == 1;
    }

    public Task HoldAsync(string journal, TimeSpan lifetime, CancellationToken cancellationToken) =>
        gateway.RunAsync(RedisScript.Hold, [keys.Reconciling], [journal, Math.Max(1, lifetime.Ticks / TimeSpan.TicksPerMicrosecond)], cancellationToken);

    public Task LetGoAsync(string journal, CancellationToken cancellationToken) =>
        gateway.RunAsync(RedisScript.Hold, [keys.Reconciling], [journal, 0], cancellationToken);
}
