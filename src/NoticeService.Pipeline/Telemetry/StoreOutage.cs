namespace NoticeService.Pipeline.Telemetry;

/// <summary>
/// When an outage of the store begins and ends for the loops that need it: with the first loop that fails, and when all that
/// failed have run again. Thread-safe.
/// </summary>
internal sealed class StoreOutage
{
    private readonly Lock gate = new();
    private readonly HashSet<string> waiting = [];
    private long rounds;

    /// <summary>A round of the loop failed for want of the store.</summary>
    /// <returns>Whether an outage begins with it.</returns>
    public bool Fails(string loop)
    {
        lock (gate)
        {
            rounds++;
            return waiting.Add(loop) && waiting.Count == 1;
        }
    }

    /// <summary>A round of the loop succeeded.</summary>
    /// <returns>The failed rounds of the outage that ends with it; null when none does.</returns>
    public long? Succeeds(string loop)
    {
        lock (gate)
        {
            if (!waiting.Remove(loop) || waiting.Count > 0)
            {
                return null;
            }

            var all = rounds;
            rounds = 0;
            return all;
        }
    }
}
