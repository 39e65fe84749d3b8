using NoticeService.Domain.Cells;
using NoticeService.Domain.Ledger;

namespace NoticeService.Web.Evidence;

/// <summary>One window as a bar: along the width in percent, along the height in pixels from the top.</summary>
internal readonly record struct SessionBar(double Left, double Width, double Top, bool Starved);

/// <summary>A session's windows as bars on a scale of time, from 0 kbit/s to whatever is highest; a window without a word is a gap.</summary>
internal sealed class SessionStrip
{
    /// <summary>Of the picture, pixels, with the words below it.</summary>
    public const int Height = 150;

    /// <summary>Where 0 kbit/s is.</summary>
    public const int Floor = 130;

    private const int Ceiling = 22;

    // Between two bars, of a window's width.
    private const double Gap = 0.12;

    public SessionStrip(SessionFigures figures)
    {
        EndMs = figures.Windows[^1].StartMs + Window.LengthMs;
        FromMs = EndMs - SessionFigures.MostWindows * Window.LengthMs;
        double most = Math.Max(figures.NormKbps, figures.Windows.Max(w => w.Kbps));
        double span = EndMs - FromMs;
        Bars = [.. figures.Windows.Select(w => new SessionBar(
            100 * (w.StartMs - FromMs) / span, 100 * Window.LengthMs * (1 - Gap) / span, At(w.Kbps / most), w.Starved))];
        NormAt = At(figures.NormKbps / most);
    }

    public IReadOnlyList<SessionBar> Bars { get; }

    /// <summary>Height of the norm, pixels from the top.</summary>
    public double NormAt { get; }

    /// <summary>As long before the end as a record reaches back, so that a bar is as wide on every page; ms since the Unix epoch.</summary>
    public long FromMs { get; }

    /// <summary>End of the last window, ms since the Unix epoch.</summary>
    public long EndMs { get; }

    private static double At(double share) => Floor - (Floor - Ceiling) * share;
}
