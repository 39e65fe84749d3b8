using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Traces;

/// <summary>
/// The shape of a real line over time: throughput relative to its own high quantile, one value a second. Immutable.
/// </summary>
internal sealed class Trace
{
    /// <summary>The time-weighted quantile that counts as "what the line can do": it is scaled to the plan.</summary>
    public const double ScaleQuantile = 0.9;

    /// <summary>Access networks allow bursts above the plan; higher peaks of a trace are estimator noise.</summary>
    public const float MaxLevel = 1.25f;

    /// <summary>How long a line must be low before the service may speak of the home, s.</summary>
    public static readonly int FadeSeconds = new HomeRule().Windows * Window.LengthMs / 1000;

    private readonly float[] levels;

    private Trace(string name, float[] levels)
    {
        Name = name;
        this.levels = levels;
        Norm = levels.Order().ElementAt((int)(Domain.Cells.Norm.Quantile * (levels.Length - 1)));
        DeepestFade = 1 - Enumerable.Range(0, levels.Length).Min(second => MeanLevel(second - FadeSeconds, second)) / Norm;
    }

    public string Name { get; }

    /// <summary>Length before it repeats, s.</summary>
    public int LengthSeconds => levels.Length;

    /// <summary>The line's own norm, by the service's quantile over the whole trace, relative to the plan.</summary>
    public double Norm { get; }

    /// <summary>The largest fraction of its norm that the line loses for <see cref="FadeSeconds"/>, all by itself. Below 1.</summary>
    public double DeepestFade { get; }

    /// <summary>Throughput relative to the plan at a second since the trace's start; repeats, backwards too. 0 to <see cref="MaxLevel"/>.</summary>
    public float LevelAt(long second)
    {
        var at = (int)(second % levels.Length);
        return levels[at < 0 ? at + levels.Length : at];
    }

    /// <summary>Mean of the levels from one second to before another.</summary>
    public double MeanLevel(long from, long to)
    {
        double sum = 0;
        for (var second = from; second < to; second++)
        {
            sum += LevelAt(second);
        }

        return sum / (to - from);
    }

    /// <summary>Builds a trace from rows that each hold until the next; the last holds for as long as the one before.</summary>
    /// <exception cref="FormatException">Fewer than two rows, times that do not rise, or nothing above zero.</exception>
    public static Trace FromRows(string name, IReadOnlyList<(double Seconds, double Kbps)> rows)
    {
        if (rows.Count < 2)
        {
            throw new FormatException($"Trace {name} has {rows.Count} rows; at least 2 are needed.");
        }

        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].Seconds < rows[i - 1].Seconds)
            {
                throw new FormatException($"Trace {name}: time falls at row {i + 1}.");
            }
        }

        var perSecond = Resample(rows);
        var sorted = perSecond.Order().ToArray();
        var scale = sorted[(int)(ScaleQuantile * (sorted.Length - 1))];
        if (scale <= 0)
        {
            throw new FormatException($"Trace {name} is zero for more than {ScaleQuantile:P0} of its time.");
        }

        return new Trace(name, Array.ConvertAll(perSecond, kbps => Math.Min(MaxLevel, (float)(kbps / scale))));
    }

    // Each second gets the time-weighted mean of the rows that overlap it, so that volume is kept.
    private static double[] Resample(IReadOnlyList<(double Seconds, double Kbps)> rows)
    {
        var length = Math.Max(1, (int)Math.Floor(rows[^1].Seconds - rows[0].Seconds));
        var perSecond = new double[length];
        var row = 0;
        for (var second = 0; second < length; second++)
        {
            double from = rows[0].Seconds + second, to = from + 1, at = from, sum = 0;
            while (at < to)
            {
                while (row + 1 < rows.Count && rows[row + 1].Seconds <= at)
                {
                    row++;
                }

                var until = row + 1 < rows.Count ? Math.Min(to, rows[row + 1].Seconds) : to;
                sum += rows[row].Kbps * (until - at);
                at = until;
            }

            perSecond[second] = sum;
        }

        return perSecond;
    }
}
