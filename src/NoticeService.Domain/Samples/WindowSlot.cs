using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Samples;

/// <summary>What one session measured in one window so far. Mutable struct: kept in place in its session.</summary>
public struct WindowSlot
{
    private double sumLog2;
    private int measured;
    private int samples;

    /// <summary>Which window; older content is forgotten by <see cref="Begin"/>.</summary>
    public Window Window { get; private set; }

    /// <summary>The server of the last sample; null when none came.</summary>
    public CdnServerRef? Server { get; private set; }

    /// <summary>It starved in this window.</summary>
    public bool Starved { get; private set; }

    /// <summary>A sample of this window said that the viewer has something of it: <see cref="SampleFilter.Hurts"/>.</summary>
    public bool Hurt { get; private set; }

    /// <summary>Samples that came in this window, also those that say nothing.</summary>
    public readonly int Samples => samples;

    /// <summary>Whether any sample measured speed.</summary>
    public readonly bool HasMeasured => measured > 0;

    /// <summary>Mean of log2(kbit/s) of the samples that testify; 0 kbit/s counts as 1.</summary>
    public readonly double Log2Kbps => sumLog2 / measured;

    /// <summary>Begins a window.</summary>
    public void Begin(Window window) => this = new WindowSlot { Window = window };

    /// <summary>One good sample.</summary>
    public void Add(CdnServerRef server, long throughputKbps, bool testifies, bool starved, bool hurts)
    {
        Server = server;
        samples++;
        Starved |= starved;
        Hurt |= hurts;
        if (testifies)
        {
            sumLog2 += Math.Log2(Math.Max(1, throughputKbps));
            measured++;
        }
    }
}

/// <summary>A server with the cell that a session of one ISP has there: found once per session and server, not per sample.</summary>
public sealed record CdnServerRef(string Server, CellKey Cell);
