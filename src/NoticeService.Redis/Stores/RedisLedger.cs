using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>Moves and reads the records that <see cref="RedisAdmissionStore"/> writes.</summary>
internal sealed class RedisLedger(RedisGateway gateway, RedisKeys keys) : ILedger
{
    public const int MaxPage = 1_000;

    public async Task<LedgerMove> AdvanceAsync(string noticeId, NoticeState state, long? receiptMs, HouseholdId? household, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(receiptMs ?? 1, 1, nameof(receiptMs));
        // Handing over to the stream is no receipt.
        var receipt = receiptMs is { } ms && state is not NoticeState.Sent
            ? LedgerRecordCodec.EncodeReceipt(ms)
            : "";
        var reply = (string?)await gateway.RunAsync(
            RedisScript.Advance,
            [keys.LedgerRecord(noticeId), keys.SealedUntil, keys.Late],
            [LedgerRecordCodec.EncodeState(state), receipt, household is { } whose ? LedgerRecordCodec.HouseholdMark(whose) : "", noticeId],
            cancellationToken);
        return reply switch
        {
            null or "0" => default,
            "1" => new LedgerMove(true, null),
            _ => new LedgerMove(true, LedgerRecordCodec.Decode(reply)),
        };
    }

    public async Task<LedgerRecord?> FindAsync(string noticeId, CancellationToken cancellationToken)
    {
        var stored = await gateway.CallAsync(
            new RedisCall("GET", Repeatable: true), db => db.StringGetAsync(keys.LedgerRecord(noticeId)), cancellationToken);
        return stored.IsNull ? null : LedgerRecordCodec.Decode(stored.ToString());
    }

    public Task<LedgerPage> ListAsync(
        string? isp, long fromMs, long toMs, int limit, string? token, CancellationToken cancellationToken) =>
        ListAsync(isp is null ? keys.LedgerIndex : keys.LedgerIndexOfIsp(isp), fromMs, toMs, limit, token, cancellationToken);

    public string TokenAfter(LedgerRecord record) => LedgerIndex.Token(LedgerIndex.Member(record.DecidedMs, record.NoticeId));

    public async Task<IReadOnlyList<LedgerRecord>> ListAsync(HouseholdId household, CancellationToken cancellationToken)
    {
        // Text, not a sorted set: nearly every household has one line, and a set for each took most of the memory.
        var lines = await gateway.CallAsync(
            new RedisCall("GET", Repeatable: true), db => db.StringGetAsync(keys.LedgerIndexOfHousehold(household)), cancellationToken);
        if (lines.IsNull)
        {
            return [];
        }

        // A decision that was torn and repeated left two.
        var members = lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal);
        return await ReadAsync([.. members.Take(MaxPage)], cancellationToken);
    }

    public async Task<IReadOnlyDictionary<HouseholdId, IReadOnlyList<string>>> ListRecentAsync(
        IReadOnlyList<HouseholdId> households, long sinceMs, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(households.Count, MaxPage);
        var found = new Dictionary<HouseholdId, IReadOnlyList<string>>();
        if (households.Count == 0)
        {
            return found;
        }

        var indexes = households.Select(keys.LedgerIndexOfHousehold).ToArray();
        var lines = await gateway.CallAsync(new RedisCall("MGET", Repeatable: true), db => db.StringGetAsync(indexes), cancellationToken);
        var before = LedgerIndex.From(sinceMs);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].IsNull)
            {
                continue;
            }

            var members = lines[i].ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(m => string.CompareOrdinal(m, before) < 0);
            if (members.Distinct().Order(StringComparer.Ordinal).Select(LedgerIndex.NoticeIdOf).ToArray() is { Length: > 0 } ids)
            {
                found[households[i]] = ids;
            }
        }

        return found;
    }

    private async Task<LedgerPage> ListAsync(
        RedisKey index, long fromMs, long toMs, int limit, string? token, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPage);
        var after = token is null ? null : LedgerIndex.FromToken(token);
        if (toMs <= 0 || toMs <= fromMs || fromMs > LedgerIndex.MaxMs)
        {
            return new LedgerPage([], null);
        }

        // One more than asked for tells whether there is a next page.
        var members = await gateway.CallAsync(
            new RedisCall("ZRANGEBYLEX", Repeatable: true),
            db => db.SortedSetRangeByValueAsync(
                key: index,
                min: after ?? LedgerIndex.Before(toMs),
                max: LedgerIndex.From(fromMs),
                exclude: after is null ? Exclude.Stop : Exclude.Both,
                skip: 0L,
                take: limit + 1L,
                flags: CommandFlags.None),
            cancellationToken);
        var page = members.Take(limit).Select(m => m.ToString()).ToArray();
        var next = members.Length > limit ? LedgerIndex.Token(page[^1]) : null;
        return new LedgerPage(await ReadAsync(page, cancellationToken), next);
    }

    private async Task<IReadOnlyList<LedgerRecord>> ReadAsync(string[] members, CancellationToken cancellationToken)
    {
        if (members.Length == 0)
        {
            return [];
        }

        var records = Array.ConvertAll(members, m => keys.LedgerRecord(LedgerIndex.NoticeIdOf(m)));
        var stored = await gateway.CallAsync(new RedisCall("MGET", Repeatable: true), db => db.StringGetAsync(records), cancellationToken);
        // An index entry without its record is of a decision that was torn before it was committed.
        return [.. stored.Where(s => !s.IsNull).Select(s => LedgerRecordCodec.Decode(s.ToString()))];
    }
}
