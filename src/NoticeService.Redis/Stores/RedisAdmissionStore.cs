using System.Text.Json;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>One script per decision; see <c>Scripts/admit.lua</c>.</summary>
internal sealed class RedisAdmissionStore(RedisGateway gateway, RedisKeys keys, ReplicaBarrier replicas) : IAdmissionStore
{
    public async Task<AdmissionDecision> DecideAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await gateway.RunAsync(
            RedisScript.Admit, KeysOf(request.Record), ArgumentsOf(request), cancellationToken))!;
        var decision = Decision(reply[0].ToString(), (long)reply[1], reply.Length > 2 ? (long)reply[2] : 0);
        if (decision.Admitted)
        {
            // A failover that forgot it would let the household be told again. Unconfirmed, it is asked for again under its id.
            await replicas.PassAsync(keys.Suspensions, cancellationToken);
        }

        return decision;
    }

    public async Task<long> SuspendAsync(Suspension suspension, CancellationToken cancellationToken)
    {
        var stored = new StoredSuspension(suspension.Reason, suspension.Operator, suspension.SinceMs);
        var epoch = (long)await gateway.RunAsync(
            RedisScript.Suspend,
            [keys.Suspensions, keys.SuspensionEpoch, keys.Audit],
            [
                suspension.Scope,
                JsonSerializer.Serialize(stored, StoredJson.Default.StoredSuspension),
                suspension.SinceMs,
                RedisAuditLog.Encode(suspension.Order),
            ],
            cancellationToken);
        await replicas.PassAsync(keys.Suspensions, cancellationToken);
        return epoch;
    }

    public async Task<long> ResumeAsync(Resumption resumption, CancellationToken cancellationToken) =>
        (long)await gateway.RunAsync(
            RedisScript.Resume,
            [keys.Suspensions, keys.SuspensionEpoch, keys.Audit],
            [
                resumption.Scope,
                resumption.AtMs,
                RedisAuditLog.Encode(resumption.Order),
            ],
            cancellationToken);

    public async Task<SuspensionList> ListSuspensionsAsync(CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await gateway.RunAsync(
            RedisScript.ReadSuspensions, [keys.Suspensions, keys.SuspensionEpoch], [], cancellationToken))!;
        return new SuspensionList((long)reply[0], [.. reply.Skip(1).Chunk(2).Select(Decode).OrderBy(s => s.Scope, StringComparer.Ordinal)]);
    }

    public Task<long> EnrolledAsync(string cohort, CancellationToken cancellationToken) =>
        gateway.CallAsync(new RedisCall("SCARD", Repeatable: true), db => db.SetLengthAsync(keys.Enrolled(cohort)), cancellationToken);

    /// <summary>KEYS of <c>admit.lua</c>.</summary>
    internal RedisKey[] KeysOf(LedgerRecord record) =>
    [
        keys.LedgerRecord(record.NoticeId),
        keys.Suspensions,
        keys.Cooldown(record.Household),
        keys.Enrolled(record.Cohort),
        keys.IspPacing(record.Isp),
        keys.GlobalPacing,
        keys.LedgerIndex,
        keys.LedgerIndexOfIsp(record.Isp),
        keys.LedgerIndexOfHousehold(record.Household),
        keys.Reconciling,
        keys.SealedUntil,
        keys.Late,
    ];

    /// <summary>ARGV of <c>admit.lua</c>.</summary>
    internal static RedisValue[] ArgumentsOf(AdmissionRequest request)
    {
        var withheld = request.Record.Holdout || request.Record.Shadow;
        var record = request.Record with { State = withheld ? NoticeState.Withheld : NoticeState.Reserved };
        return
        [
            record.NoticeId,
            record.Household.ToString(),
            "isp:" + record.Isp,
            "cohort:" + record.Cohort,
            Math.Max(0, request.Cooldown.Ticks / TimeSpan.TicksPerMicrosecond),
            request.HardCap,
            request.IspPacing.EmissionIntervalMicros,
            request.IspPacing.ToleranceMicros,
            request.GlobalPacing.EmissionIntervalMicros,
            request.GlobalPacing.ToleranceMicros,
            LedgerIndex.Member(record.DecidedMs, record.NoticeId),
            LedgerRecordCodec.Encode(record),
        ];
    }

    internal static AdmissionDecision Decision(string refusal, long retryAfterMicros, long atMicros = 0) => new(
        refusal switch
        {
            "none" => RefusalReason.None,
            "suspended" => RefusalReason.Suspended,
            "cooldown" => RefusalReason.Cooldown,
            "cap" => RefusalReason.CapReached,
            "isp" => RefusalReason.IspPacing,
            "global" => RefusalReason.GlobalPacing,
            "reconciling" => RefusalReason.Reconciling,
            _ => throw new InvalidOperationException($"admit.lua refused with the unknown word '{refusal}'."),
        },
        TimeSpan.FromMicroseconds(retryAfterMicros),
        atMicros);

    private static Suspension Decode(RedisValue[] field)
    {
        var stored = JsonSerializer.Deserialize(field[1].ToString(), StoredJson.Default.StoredSuspension)
            ?? throw new FormatException($"The suspension of {field[0]} is null.");
        return new Suspension(field[0].ToString(), stored.Reason, stored.Operator, stored.SinceMs);
    }
}
