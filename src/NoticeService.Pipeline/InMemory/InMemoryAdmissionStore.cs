using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>Admission in memory, on a given clock: the same rules as the script on Redis, and the oracle of its tests.</summary>
public sealed class InMemoryAdmissionStore(InMemoryLedger ledger, TimeProvider time) : IAdmissionStore, IAuditLog
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Suspension> suspensions = new(StringComparer.Ordinal);
    private readonly Dictionary<HouseholdId, long> toldAtMicros = [];
    private readonly Dictionary<string, HashSet<HouseholdId>> enrolled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Gcra> ispPacing = new(StringComparer.Ordinal);
    private readonly List<OperatorOrder> orders = [];
    private Gcra globalPacing;
    private long suspensionEpoch;

    public Task<AdmissionDecision> DecideAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (ledger.Contains(request.Record.NoticeId))
            {
                return Task.FromResult(default(AdmissionDecision));
            }

            var nowMicros = NowMicros();
            var decision = Check(request, nowMicros);
            if (decision.Admitted)
            {
                Commit(request, nowMicros);
            }

            return Task.FromResult(decision);
        }
    }

    public Task<long> SuspendAsync(Suspension suspension, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            suspensions[suspension.Scope] = suspension;
            return Task.FromResult(Order(new(OrderKind.Suspend, suspension.SinceMs, suspension.Operator, suspension.Scope, suspension.Reason)));
        }
    }

    public Task<long> ResumeAsync(Resumption resumption, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            suspensions.Remove(resumption.Scope);
            return Task.FromResult(Order(new(OrderKind.Resume, resumption.AtMs, resumption.Operator, resumption.Scope, resumption.Reason)));
        }
    }

    public Task<SuspensionList> ListSuspensionsAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(new SuspensionList(suspensionEpoch, [.. suspensions.Values]));
        }
    }

    public Task<IReadOnlyList<OperatorOrder>> ListAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<OperatorOrder>>([.. orders.AsEnumerable().Reverse().OrderByDescending(o => o.AtMs).Take(IAuditLog.MaxRead)]);
        }
    }

    public Task<long> EnrolledAsync(string cohort, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<long>(enrolled.TryGetValue(cohort, out var users) ? users.Count : 0);
        }
    }

    private AdmissionDecision Check(AdmissionRequest request, long nowMicros)
    {
        var record = request.Record;
        if (suspensions.ContainsKey("all") || suspensions.ContainsKey("isp:" + record.Isp) || suspensions.ContainsKey("cohort:" + record.Cohort))
        {
            return new(RefusalReason.Suspended, TimeSpan.Zero);
        }

        var cooldownMicros = Micros(request.Cooldown);
        if (toldAtMicros.TryGetValue(record.Household, out var told) && nowMicros < told + cooldownMicros)
        {
            return new(RefusalReason.Cooldown, TimeSpan.FromMicroseconds(told + cooldownMicros - nowMicros));
        }

        if (!Users(record.Cohort).Contains(record.Household) && Users(record.Cohort).Count >= request.HardCap)
        {
            return new(RefusalReason.CapReached, TimeSpan.Zero);
        }

        var wait = ispPacing.GetValueOrDefault(record.Isp).WaitMicros(nowMicros, request.IspPacing);
        if (wait > 0)
        {
            return new(RefusalReason.IspPacing, TimeSpan.FromMicroseconds(wait));
        }

        wait = globalPacing.WaitMicros(nowMicros, request.GlobalPacing);
        return wait > 0 ? new(RefusalReason.GlobalPacing, TimeSpan.FromMicroseconds(wait)) : default;
    }

    private void Commit(AdmissionRequest request, long nowMicros)
    {
        var record = request.Record;
        if (request.Cooldown > TimeSpan.Zero)
        {
            toldAtMicros[record.Household] = nowMicros;
        }

        Users(record.Cohort).Add(record.Household);
        ispPacing[record.Isp] = ispPacing.GetValueOrDefault(record.Isp).After(nowMicros, request.IspPacing);
        globalPacing = globalPacing.After(nowMicros, request.GlobalPacing);
        ledger.Add(record with { State = record.Holdout || record.Shadow ? NoticeState.Withheld : NoticeState.Reserved });
    }

    private long Order(OperatorOrder order)
    {
        if (!orders.Contains(order))
        {
            orders.Add(order);
        }

        return suspensionEpoch = Math.Max(suspensionEpoch + 1, NowMicros() / 1_000);
    }

    private HashSet<HouseholdId> Users(string cohort)
    {
        if (!enrolled.TryGetValue(cohort, out var users))
        {
            enrolled[cohort] = users = [];
        }

        return users;
    }

    private long NowMicros() => Micros(time.GetUtcNow() - DateTimeOffset.UnixEpoch);

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
