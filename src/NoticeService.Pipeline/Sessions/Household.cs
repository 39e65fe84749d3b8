using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;

namespace NoticeService.Pipeline.Sessions;

/// <summary>A household with live sessions on this pod, and its norm. Thread-safe.</summary>
public sealed class Household(HouseholdId id)
{
    private readonly Lock gate = new();
    private Norm norm;
    private bool loaded;
    private bool changed;
    private Window lastFine;

    public HouseholdId Id { get; } = id;

    /// <summary>Sessions that use it; guarded by its directory.</summary>
    internal int Uses { get; set; }

    /// <summary>The norm so far.</summary>
    public Norm Norm
    {
        get
        {
            lock (gate)
            {
                return norm;
            }
        }
    }

    /// <summary>One more calm window.</summary>
    public void Observe(double log2Kbps)
    {
        lock (gate)
        {
            norm = norm.Observe(log2Kbps);
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

    /// <summary>The stored norm arrived (None when there is none). What this pod saw meanwhile is kept only if nothing was stored.</summary>
    internal void Loaded(Norm stored)
    {
        lock (gate)
        {
            loaded = true;
            if (stored.Observations > norm.Observations)
            {
                norm = stored;
            }
        }
    }

    /// <summary>Takes the norm for writing, if it changed since the last time and the stored one is known (so that it is not overwritten by a fresh start).</summary>
    internal bool TryTakeChanged(out Norm value)
    {
        lock (gate)
        {
            value = norm;
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
