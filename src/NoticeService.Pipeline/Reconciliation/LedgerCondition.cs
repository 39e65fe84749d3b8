using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Reconciliation;

/// <summary>Whether the store is known to have all that this pod's journal has. Thread-safe.</summary>
public sealed class LedgerCondition(ILedgerRepair repair)
{
    private const long Never = -1;

    private long connection = Never;

    /// <summary>False from the moment that the connection to the store was lost or made until all was looked at and given back.</summary>
    public bool IsWhole => WholeOn is not null;

    /// <summary>The connection on which the store is known to have everything, while it lasts; else null.</summary>
    public long? WholeOn => Interlocked.Read(ref connection) is var found && found == repair.Connection ? found : null;

    /// <summary>Everything was found, or given back, on this connection.</summary>
    public void Found(long onConnection) => Interlocked.Exchange(ref connection, onConnection);

    /// <summary>Something was forgotten, on whatever connection.</summary>
    public void Lost() => Interlocked.Exchange(ref connection, Never);
}
