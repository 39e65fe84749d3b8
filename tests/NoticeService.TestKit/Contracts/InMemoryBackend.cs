using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;

namespace NoticeService.TestKit.Contracts;

/// <summary>The stores in memory, on a manual clock.</summary>
public sealed class InMemoryBackend : IStoreBackend
{
    public Task<StoreSet> OpenAsync() => Task.FromResult<StoreSet>(new Stores());

    private sealed class Stores : StoreSet
    {
        private readonly ManualClock clock = new(new DateTimeOffset(2014, 6, 5, 20, 0, 0, TimeSpan.Zero));
        private readonly InMemoryEvaluationStore evaluations = new();
        private readonly InMemoryLedger ledger = new();
        private readonly InMemoryAdmissionStore admission;

        public Stores()
        {
            Lease = new InMemoryLease(clock, evaluations);
            admission = new InMemoryAdmissionStore(ledger, clock);
            Populations = new InMemoryPopulationStore(clock);
            Seals = new InMemorySealStore(ledger);
            Outcomes = new InMemoryOutcomeStore(clock);
        }

        public override ICellStore Cells { get; } = new InMemoryCellStore();

        public override ILease Lease { get; }

        public override IEvaluationStore Evaluations => evaluations;

        public override IVerdictArchive Verdicts { get; } = new InMemoryVerdictArchive();

        public override IEvidenceStore Evidence { get; } = new InMemoryEvidenceStore();

        public override INormStore Norms { get; } = new InMemoryNormStore();

        public override IAdmissionStore Admission => admission;

        public override IPopulationStore Populations { get; }

        public override IDisputeStore Disputes => admission;

        public override IAuditLog Audit => admission;

        public override ILedger Ledger => ledger;

        public override ILedgerRepair Repair => admission;

        public override ISealStore Seals { get; }

        public override ILedgerRetention Retention => ledger;

        public override IOutcomeStore Outcomes { get; }

        public override Task PassAsync(TimeSpan time)
        {
            clock.Advance(time);
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync() => default;
    }
}
