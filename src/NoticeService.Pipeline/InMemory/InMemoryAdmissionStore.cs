using System.Globalization;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>Admission in memory, on a given clock: the same rules as the script on Redis, and the oracle of its tests.</summary>
public sealed class InMemoryAdmissionStore(InMemoryLedger ledger, TimeProvider time) : IAdmissionStore, IAuditLog, IDisputeStore, ILedgerRepair
{
    private readonly Dictionary<string, (string Nonce, JournalPosition Position)> marks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> held = new(StringComparer.Ordinal);
    private long connection = 1;

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Suspension> suspensions = new(StringComparer.Ordinal);
    private readonly AdmissionBook book = new();
    private readonly Dictionary<string, Gcra> ispPacing = new(StringComparer.Ordinal);
    private readonly List<OperatorOrder> orders = [];
    private readonly Dictionary<string, Dispute> disputes = new(StringComparer.Ordinal);
    private Gcra globalPacing;
    private GoLiveOrder? goLive;
    private long suspensionEpoch;

    public Task<PacingLease> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var nowMicros = NowMicros();
            var isp = ispPacing.GetValueOrDefault(request.Isp);
            var (ispRoom, room) = (isp.Remaining(nowMicros, request.IspTerms), globalPacing.Remaining(nowMicros, request.GlobalTerms));
            var count = (int)Math.Min(request.Wanted, Math.Min(ispRoom, room));
            if (count > 0)
            {
                ispPacing[request.Isp] = isp = isp.After(nowMicros, request.IspTerms, count);
                globalPacing = globalPacing.After(nowMicros, request.GlobalTerms, count);
            }

            var (refusal, wait) = count == request.Wanted ? (RefusalReason.None, 0)
                : ispRoom <= room ? (RefusalReason.IspPacing, isp.WaitMicros(nowMicros, request.IspTerms))
                : (RefusalReason.GlobalPacing, globalPacing.WaitMicros(nowMicros, request.GlobalTerms));
            return Task.FromResult(new PacingLease(count, nowMicros + Micros(request.Life), refusal, TimeSpan.FromMicroseconds(wait)));
        }
    }

    public Task<AdmissionDecision> DecideAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (request.Connection is { } asked && asked != connection)
            {
                throw new StoreUnavailableException("The connection is another than the one that was asked about.");
            }

            var nowMicros = NowMicros();
            var admitted = new AdmissionDecision(RefusalReason.None, TimeSpan.Zero, nowMicros);
            if (ledger.Contains(request.Record.NoticeId))
            {
                return Task.FromResult(admitted);
            }

            var decision = Check(request, nowMicros);
            if (decision.Admitted)
            {
                Commit(request, nowMicros);
                decision = admitted;
            }

            return Task.FromResult(decision);
        }
    }

    public Task<long> SuspendAsync(OperatorOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (gate)
        {
            suspensions[order.Scope] = Suspension.Of(order);
            return Task.FromResult(Order(order));
        }
    }

    public Task<long> ResumeAsync(OperatorOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (gate)
        {
            suspensions.Remove(order.Scope);
            return Task.FromResult(Order(order));
        }
    }

    public Task<long> OrderGoLiveAsync(OperatorOrder order, GoLiveOrder word, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (gate)
        {
            goLive = word;
            return Task.FromResult(Order(order));
        }
    }

    public Task<SuspensionList> ListSuspensionsAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var nowMs = NowMicros() / 1_000;
            return Task.FromResult(new SuspensionList(suspensionEpoch, [.. suspensions.Values.Where(s => s.HoldsAt(nowMs))], nowMs) { GoLive = goLive });
        }
    }

    public Task RestoreSuspensionsAsync(SuspensionList known, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (suspensionEpoch < known.Epoch)
            {
                suspensions.Clear();
                foreach (var suspension in known.Suspensions)
                {
                    suspensions[suspension.Scope] = suspension;
                }

                goLive = known.GoLive;
                suspensionEpoch = known.Epoch;
            }

            return Task.CompletedTask;
        }
    }

    public Task<DisputeList> ListAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(new DisputeList(suspensionEpoch, [.. disputes.Values]));
        }
    }

    public Task<bool> WriteAsync(long epoch, Dispute dispute, Suspension? pause, string? lifted, OperatorOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dispute);
        lock (gate)
        {
            if (suspensionEpoch != epoch)
            {
                return Task.FromResult(false);
            }

            if (pause is not null)
            {
                suspensions[pause.Scope] = pause;
            }

            disputes[dispute.Id] = dispute;
            if (lifted is not null)
            {
                suspensions.Remove(lifted);
            }

            Order(order);
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<LoggedOrder>> ListAsync(long fromMs, long toMs, int limit, string? token, CancellationToken cancellationToken)
    {
        var after = token is null ? (AtMs: long.MaxValue, Number: 0) : ParseOrderToken(token);
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<LoggedOrder>>([.. orders
                .Select((order, number) => (Order: order, Number: number))
                .OrderByDescending(o => o.Order.AtMs).ThenByDescending(o => o.Number)
                .Where(o => o.Order.AtMs >= fromMs && o.Order.AtMs < toMs && (o.Order.AtMs, o.Number).CompareTo(after) < 0)
                .Take(limit)
                .Select(o => new LoggedOrder(o.Order, string.Create(CultureInfo.InvariantCulture, $"{o.Order.AtMs}:{o.Number}")))]);
        }
    }

    public Task AddAsync(OperatorOrder order, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Note(order);
            return Task.CompletedTask;
        }
    }

    public Task<long> EnrolledAsync(string cohort, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(book.Enrolled(cohort));
        }
    }

    public Task<long> HeldOutAsync(string cohort, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(book.HeldOut(cohort));
        }
    }

    public long Connection
    {
        get
        {
            lock (gate)
            {
                return connection;
            }
        }
    }

    public Task<JournalPosition> BeginAsync(string journal, string nonce, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var position = marks.GetValueOrDefault(journal).Position;
            marks[journal] = (nonce, position);
            return Task.FromResult(position);
        }
    }

    public Task<bool> CommitAsync(string journal, string nonce, JournalPosition position, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (marks.GetValueOrDefault(journal).Nonce != nonce)
            {
                return Task.FromResult(false);
            }

            marks[journal] = (nonce, position);
            return Task.FromResult(true);
        }
    }

    public async Task<IReadOnlyList<LedgerRecord?>> FindAsync(IReadOnlyList<string> noticeIds, CancellationToken cancellationToken) =>
        await Task.WhenAll(noticeIds.Select(id => ledger.FindAsync(id, cancellationToken)));

    public async Task<bool> RestoreAsync(JournalEntry entry, LedgerRecord? present, CancellationToken cancellationToken)
    {
        var record = entry.Record;
        var stored = await ledger.FindAsync(record.NoticeId, cancellationToken);
        lock (gate)
        {
            if (stored?.State != present?.State || stored?.ReceiptMs != present?.ReceiptMs)
            {
                return false;
            }

            if (stored is null)
            {
                book.Restore(record, entry.ToldMicros);
            }

            ledger.Put(record);
            return true;
        }
    }

    public Task HoldAsync(string journal, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            held[journal] = NowMicros() + Micros(lifetime);
            return Task.CompletedTask;
        }
    }

    public Task LetGoAsync(string journal, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            held.Remove(journal);
            return Task.CompletedTask;
        }
    }

    /// <summary>Forgets everything, as a store without a log does when it is restarted.</summary>
    internal void Forget()
    {
        lock (gate)
        {
            connection++;
            marks.Clear();
            held.Clear();
            book.Clear();
            ispPacing.Clear();
            globalPacing = default;
            ledger.Clear();
        }
    }

    private AdmissionDecision Check(AdmissionRequest request, long nowMicros)
    {
        var record = request.Record;
        if (held.Values.Any(until => until > nowMicros))
        {
            return new(RefusalReason.Reconciling, TimeSpan.Zero);
        }

        if (suspensions.ContainsKey("all") || suspensions.ContainsKey("isp:" + record.Isp) || suspensions.ContainsKey("cohort:" + record.Cohort))
        {
            return new(RefusalReason.Suspended, TimeSpan.Zero);
        }

        if (AdmissionRequest.PausesOf(record).Any(scope => suspensions.TryGetValue(scope, out var pause) && pause.HoldsAt(nowMicros / 1_000)))
        {
            return new(RefusalReason.Disputed, TimeSpan.Zero);
        }

        if (nowMicros > request.LeaseEndsMicros)
        {
            return new(RefusalReason.LeaseLapsed, TimeSpan.Zero);
        }

        return book.Check(request, nowMicros);
    }

    private void Commit(AdmissionRequest request, long nowMicros)
    {
        var record = request.Record;
        book.Commit(request, nowMicros);
        ledger.Put(record with { State = record.Holdout || record.Shadow ? NoticeState.Withheld : NoticeState.Reserved });
    }

    private void Note(OperatorOrder order)
    {
        if (!orders.Contains(order))
        {
            orders.Add(order);
        }
    }

    private static (long AtMs, int Number) ParseOrderToken(string token) =>
        token.Split(':') is [var ms, var number] && long.TryParse(ms, CultureInfo.InvariantCulture, out var atMs) && int.TryParse(number, CultureInfo.InvariantCulture, out var n)
            ? (atMs, n)
            : throw new FormatException("The page token is not one of ours.");

    private long Order(OperatorOrder order)
    {
        Note(order);
        return suspensionEpoch = Math.Max(suspensionEpoch + 1, NowMicros() / 1_000);
    }

    private long NowMicros() => Micros(time.GetUtcNow() - DateTimeOffset.UnixEpoch);

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
