using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;

namespace NoticeService.Pipeline.Sessions;

/// <summary>A household with live sessions on this pod, and its norms. Thread-safe.</summary>
public sealed class Household(HouseholdId id)
{
    private readonly Lock gate = new();
    private HouseholdNorms norms;
    private bool loaded;
    private bool changed;
    private Window lastFine;

    public HouseholdId Id { get; } = id;

    /// <summary>Sessions that use it; guarded by its directory.</summary>
    internal int Uses { get; set; }

    /// <summary>The norms so far.</summary>
    public HouseholdNorms Norms
    {
        get
        {
            lock (gate)
            {
                return norms;
            }
        }
    }

    /// <summary>One more calm window, measured by a player on objects of about a size (log2 of bytes; 0 when unknown).</summary>
    public void Observe(ushort player, double log2Kbps, double log2Bytes = 0)
    {
        lock (gate)
        {
            norms = norms.Observe(player, log2Kbps, log2Bytes);
            changed = true;
        }
    }

    /// <summary>One of its sessions was not slow in a window, so its home was not.</summary>
    public void WasFine(Window window)
    {
        lock (gate)
        {
            lastFine = window > lastFine ? window : lastFine;
        }
    }

    /// <summary>Whether any of its sessions was not slow in a window or later.</summary>
    public bool WasFineSince(Window window)
    {
        lock (gate)
        {
            return lastFine >= window;
        }
    }

    /// <summary>The stored norms arrived (None when there are none). What this pod saw meanwhile is kept only if less was stored.</summary>
    internal void Loaded(HouseholdNorms stored)
    {
        lock (gate)
        {
            loaded = true;
            if (stored.Observations > norms.Observations)
            {
                norms = stored;
            }
        }
    }

    /// <summary>Takes the norms for writing, if they changed since the last time and the stored ones are known (so that they are not overwritten by a fresh start).</summary>
    internal bool TryTakeChanged(out HouseholdNorms value)
    {
        lock (gate)
        {
            value = norms;
            var take = changed && loaded;
            changed &= !take;
            return take;
        }
    }

    /// <summary>A write failed: it is to be written again.</summary>
    internal void MarkChanged()
    {
        lock (gate)
        {
            changed = true;
        }
    }
}
