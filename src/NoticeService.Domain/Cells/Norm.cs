namespace NoticeService.Domain.Cells;

/// <summary>
/// What a household gets when nothing is crowded: the <see cref="Quantile"/> of log2(throughput in kbit/s) of its own
/// calm windows, tracked by stochastic approximation (Robbins and Monro 1951) with a step that falls to a floor, so that
/// old weeks fade. 8 bytes.
/// </summary>
/// <param name="Log2Kbps">Level, log2 of kbit/s.</param>
/// <param name="Observations">Windows seen so far; saturates.</param>
/// <param name="Player">By which player it was measured: <see cref="PlayerTag"/>.</param>
public readonly record struct Norm(float Log2Kbps, ushort Observations, ushort Player = 0)
{
    /// <summary>The quantile tracked. High, since a household's best is what the line can do; not the top, since bursts lie.</summary>
    public const double Quantile = 0.75;

    /// <summary>Windows before a norm may help to name anyone: five minutes of playback.</summary>
    public const int MatureObservations = 30;

    // First steps of about an octave settle within minutes; the floor forgets with a time constant of about an hour of playback.
    private const double FirstStep = 1.5;
    private const double SmallestStep = 0.02;

    /// <summary>No observation yet.</summary>
    public static Norm None => default;

    public bool IsMature => Observations >= MatureObservations;

    /// <summary>Throughput of the norm, kbit/s; meaningless without observations.</summary>
    public double Kbps => Math.Pow(2, Log2Kbps);

    /// <summary>One more calm window.</summary>
    /// <param name="log2Kbps">The household's level in that window.</param>
    public Norm Observe(double log2Kbps)
    {
        if (Observations == 0)
        {
            return new Norm((float)log2Kbps, 1, Player);
        }

        var step = Math.Max(SmallestStep, FirstStep / Observations);
        var level = Log2Kbps + step * (log2Kbps >= Log2Kbps ? Quantile : Quantile - 1);
        return new Norm((float)level, Observations == ushort.MaxValue ? Observations : (ushort)(Observations + 1), Player);
    }

    /// <summary>r = log2(throughput / norm): -1 is half the norm. Clamped to what the histogram holds.</summary>
    public double Shortfall(double log2Kbps) => Math.Clamp(log2Kbps - Log2Kbps, ShortfallHistogram.Min, ShortfallHistogram.Max);

    /// <summary>Stratum: the octave of the norm, floor(log2 kbps).</summary>
    public int Octave => (int)Math.Floor(Log2Kbps);
}
