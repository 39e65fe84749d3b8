using System.Text.Json;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>One script per decision and one per lease; see <c>Scripts/admit.lua</c> and <c>lease.lua</c>.</summary>
internal sealed class RedisAdmissionStore(RedisGateway gateway, RedisKeys keys, ReplicaBarrier replicas) : IAdmissionStore
{
    public async Task<AdmissionDecision> DecideAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var decision = Decision((RedisValue[])(await gateway.RunAsync(RedisScript.Admit, KeysOf(request), ArgumentsOf(request), cancellationToken, request.Connection))!);
        if (decision.Admitted)
        {
            // A failover that forgot it would let the household be told again. Unconfirmed, it is asked for again under its id.
            await replicas.PassAsync(keys.Suspensions, cancellationToken);
        }

        return decision;
    }

    public async Task<PacingLease> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) => Lease(
        (RedisValue[])(await gateway.RunAsync(RedisScript.Lease, PacingKeysOf(request.Isp), ArgumentsOf(request), cancellationToken))!);

    public async Task<long> SuspendAsync(OperatorOrder order, CancellationToken cancellationToken)
    {
        var epoch = (long)await gateway.RunAsync(
            RedisScript.Suspend,
            [keys.Suspensions, keys.SuspensionEpoch, keys.Audit],
            [
                order.Scope,
                Encode(Suspension.Of(order)),
                order.AtMs,
                RedisAuditLog.Encode(order),
            ],
            cancellationToken);
        await replicas.PassAsync(keys.Suspensions, cancellationToken);
        return epoch;
    }

    public async Task<long> ResumeAsync(OperatorOrder order, CancellationToken cancellationToken) =>
        (long)await gateway.RunAsync(
            RedisScript.Resume,
            [keys.Suspensions, keys.SuspensionEpoch, keys.Audit],
            [
                order.Scope,
                order.AtMs,
                RedisAuditLog.Encode(order),
            ],
            cancellationToken);

    public async Task<long> OrderGoLiveAsync(OperatorOrder order, GoLiveOrder word, CancellationToken cancellationToken)
    {
        var epoch = (long)await gateway.RunAsync(
            RedisScript.OrderGoLive,
            [keys.GoLive, keys.SuspensionEpoch, keys.Audit],
            [
                Encode(word),
                order.AtMs,
                RedisAuditLog.Encode(order),
            ],
            cancellationToken);
        await replicas.PassAsync(keys.GoLive, cancellationToken);
        return epoch;
    }

    public async Task<SuspensionList> ListSuspensionsAsync(CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await gateway.RunAsync(
            RedisScript.ReadSuspensions, [keys.Suspensions, keys.SuspensionEpoch, keys.GoLive], [], cancellationToken))!;
        var nowMs = (long)reply[1];
        return new SuspensionList((long)reply[0], [.. reply.Skip(3).Chunk(2).Select(Decode).Where(s => s.HoldsAt(nowMs)).OrderBy(s => s.Scope, StringComparer.Ordinal)], nowMs) { GoLive = DecodeWord(reply[2]) };
    }

    public async Task RestoreSuspensionsAsync(SuspensionList known, CancellationToken cancellationToken)
    {
        await gateway.RunAsync(
            RedisScript.RestoreSuspensions,
            [keys.Suspensions, keys.SuspensionEpoch, keys.GoLive],
            [known.Epoch, known.GoLive is { } word ? Encode(word) : "", .. known.Suspensions.SelectMany(s => new RedisValue[] { s.Scope, Encode(s) })],
            cancellationToken);
        await replicas.PassAsync(keys.Suspensions, cancellationToken);
    }

    public Task<long> EnrolledAsync(string cohort, CancellationToken cancellationToken) =>
        gateway.CallAsync(new RedisCall("SCARD", Repeatable: true), db => db.SetLengthAsync(keys.Enrolled(cohort)), cancellationToken);

    public Task<long> HeldOutAsync(string cohort, CancellationToken cancellationToken) =>
        gateway.CallAsync(new RedisCall("SCARD", Repeatable: true), db => db.SetLengthAsync(keys.HeldOut(cohort)), cancellationToken);

    /// <summary>KEYS of <c>lease.lua</c>.</summary>
    internal RedisKey[] PacingKeysOf(string isp) => [keys.IspPacing(isp), keys.GlobalPacing];

    /// <summary>ARGV of <c>lease.lua</c>.</summary>
    internal static RedisValue[] ArgumentsOf(LeaseRequest request) =>
    [
        request.Wanted,
        request.IspTerms.IntervalMicros,
        request.IspTerms.ToleranceMicros,
        request.GlobalTerms.IntervalMicros,
        request.GlobalTerms.ToleranceMicros,
        request.Life.Ticks / TimeSpan.TicksPerMicrosecond,
    ];

    /// <summary>What <c>lease.lua</c> answered.</summary>
    internal static PacingLease Lease(RedisValue[] reply) => new(
        (int)reply[0],
        (long)reply[1],
        reply[2].ToString() switch
        {
            "none" => RefusalReason.None,
            "isp" => RefusalReason.IspPacing,
            "global" => RefusalReason.GlobalPacing,
            var word => throw new InvalidOperationException($"lease.lua refused with the unknown word '{word}'."),
        },
        TimeSpan.FromMicroseconds((long)reply[3]));

    /// <summary>KEYS of <c>admit.lua</c>.</summary>
    internal RedisKey[] KeysOf(AdmissionRequest request)
    {
        var record = request.Record;
        return
        [
            keys.LedgerRecord(record.NoticeId),
            keys.Suspensions,
            keys.Cooldown(record.Household),
            keys.Enrolled(record.Cohort),
            keys.HeldOut(record.Cohort),
            keys.LedgerIndex,
            keys.LedgerIndexOfIsp(record.Isp),
            keys.LedgerIndexOfHousehold(record.Household),
            keys.Reconciling,
            keys.SealedUntil,
            keys.Late,
            .. request.OtherCohorts.SelectMany(other => new[] { keys.Enrolled(other), keys.HeldOut(other) }),
        ];
    }

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
            request.LeaseEndsMicros,
            record.Holdout ? 1 : 0,
            LedgerIndex.Member(record.DecidedMs, record.NoticeId),
            LedgerRecordCodec.Encode(record),
            .. PausesOf(record),
            .. request.OtherCohorts,
        ];
    }

    /// <summary>What <c>admit.lua</c> answered.</summary>
    internal static AdmissionDecision Decision(RedisValue[] reply)
    {
        var refusal = reply[0].ToString() switch
        {
            "none" => RefusalReason.None,
            "suspended" => RefusalReason.Suspended,
            "disputed" => RefusalReason.Disputed,
            "lapsed" => RefusalReason.LeaseLapsed,
            "cooldown" => RefusalReason.Cooldown,
            "elsewhere" => RefusalReason.EnrolledElsewhere,
            "cap" => RefusalReason.CapReached,
            "reconciling" => RefusalReason.Reconciling,
            var word => throw new InvalidOperationException($"admit.lua refused with the unknown word '{word}'."),
        };
        var retryAfter = TimeSpan.FromMicroseconds((long)reply[1]);
        return refusal switch
        {
            RefusalReason.None => new(refusal, retryAfter, (long)reply[2]),
            RefusalReason.EnrolledElsewhere => new(refusal, retryAfter, Enrolment: new(reply[2].ToString(), reply[3].ToString() == "1")),
            _ => new(refusal, retryAfter),
        };
    }

    internal static string Encode(Suspension suspension) => JsonSerializer.Serialize(
        new StoredSuspension(suspension.Reason, suspension.Operator, suspension.SinceMs, suspension.UntilMs), StoredJson.Default.StoredSuspension);

    // Two, also when it can be paused by none.
    private static IEnumerable<RedisValue> PausesOf(LedgerRecord record) =>
        AdmissionRequest.PausesOf(record) is [var ofIsp, var ofVerdict] ? [ofIsp, ofVerdict] : ["", ""];

    private static string Encode(GoLiveOrder word) => JsonSerializer.Serialize(word, StoredJson.Default.GoLiveOrder);

    private static GoLiveOrder? DecodeWord(RedisValue json) =>
        json.IsNullOrEmpty ? null : JsonSerializer.Deserialize(json.ToString(), StoredJson.Default.GoLiveOrder);

    private static Suspension Decode(RedisValue[] field)
    {
        var stored = JsonSerializer.Deserialize(field[1].ToString(), StoredJson.Default.StoredSuspension)
            ?? throw new FormatException($"The suspension of {field[0]} is null.");
        return new Suspension(field[0].ToString(), stored.Reason, stored.Operator, stored.SinceMs, stored.UntilMs);
    }
}
