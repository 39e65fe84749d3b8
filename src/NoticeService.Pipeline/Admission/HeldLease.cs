using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Admission;

/// <summary>A lease on this pod, until its end. Not thread-safe: one ISP's notices are asked for by one task at a time.</summary>
internal sealed class HeldLease(PacingLease lease, long askedTimestamp, TimeSpan life)
{
    private int left = lease.Count;

    /// <summary>On the store's clock, us since the Unix epoch.</summary>
    public long EndsMicros => lease.EndsMicros;

    /// <summary>Takes up to so many; 0 when there are none left, or it lapses.</summary>
    public int Take(int wanted, TimeProvider time)
    {
        var taken = time.GetElapsedTime(askedTimestamp) < life ? Math.Min(left, wanted) : 0;
        left -= taken;
        return taken;
    }

    /// <summary>Gives back those with which nothing was sent, for certain.</summary>
    public void Return(int count) => left += count;
}
