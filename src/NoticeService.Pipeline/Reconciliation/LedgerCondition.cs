using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Reconciliation;

/// <summary>Whether the store is known to have all that this pod's journal has. Thread-safe.</summary>
public sealed class LedgerCondition(ILedgerRepair repair)
{
    private const long Never = -1;

    private long connection = Never;

    /// <summary>False from the moment that the connection to the store was lost or made until all was looked at and given back.</summary>
    public bool IsWhole => Interlocked.Read(ref connection) == repair.Connection;

    /// <summary>Everything was found, or given back, on this connection.</summary>
    public void Found(long onConnection) => Interlocked.Exchange(ref connection, onConnection);

    /// <summary>Something was forgotten, on whatever connection.</summary>
    public void Lost() => Interlocked.Exchange(ref connection, Never);
}
