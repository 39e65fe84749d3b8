using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Samples;

/// <summary>What one session measured in one window so far. Mutable struct: kept in place in its session.</summary>
public struct WindowSlot
{
    private double sumLog2;
    private double sumLog2Bytes;
    private int measured;
    private int sized;
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

    /// <summary>Mean of log2(bytes) of the objects behind those samples; 0 when no player said.</summary>
    public readonly double Log2Bytes => sized == 0 ? 0 : sumLog2Bytes / sized;

    /// <summary>Begins a window.</summary>
    public void Begin(Window window) => this = new WindowSlot { Window = window };

    /// <summary>One good sample.</summary>
    public void Add(CdnServerRef server, in Sample sample, bool testifies, bool hurts)
    {
        Server = server;
        samples++;
        Starved |= sample.StarvedMs > 0;
        Hurt |= hurts;
        if (!testifies)
        {
            return;
        }

        sumLog2 += Math.Log2(Math.Max(1, sample.ThroughputKbps));
        measured++;
        if (sample.ObjectBytes > 0)
        {
            sumLog2Bytes += Math.Log2(sample.ObjectBytes);
            sized++;
        }
    }
}

/// <summary>A server with the cell that a session of one ISP has there: found once per session and server, not per sample.</summary>
public sealed record CdnServerRef(string Server, CellKey Cell);
