using NoticeService.Pipeline.Ports;

namespace NoticeService.TestKit.Contracts;

/// <summary>All ports on one empty store.</summary>
public abstract class StoreSet : IAsyncDisposable
{
    public abstract ICellStore Cells { get; }

    public abstract ILease Lease { get; }

    public abstract IEvaluationStore Evaluations { get; }

    public abstract IVerdictArchive Verdicts { get; }

    public abstract IEvidenceStore Evidence { get; }

    public abstract INormStore Norms { get; }

    public abstract IAdmissionStore Admission { get; }

    public abstract IPopulationStore Populations { get; }

    public abstract IDisputeStore Disputes { get; }

    public abstract IAuditLog Audit { get; }

    public abstract ILedger Ledger { get; }

    public abstract ILedgerRepair Repair { get; }

    public abstract ISealStore Seals { get; }

    public abstract ILedgerRetention Retention { get; }

    public abstract IOutcomeStore Outcomes { get; }

    /// <summary>Lets at least this much time pass on the store's clock.</summary>
    public abstract Task PassAsync(TimeSpan time);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Opens stores of one kind. Thread-safe.</summary>
public interface IStoreBackend
{
    /// <summary>An empty store, apart from all others.</summary>
    Task<StoreSet> OpenAsync();
}
