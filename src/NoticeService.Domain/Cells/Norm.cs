namespace NoticeService.Domain.Cells;

/// <summary>
/// What a household gets when nothing is crowded: the <see cref="Quantile"/> of log2(throughput in kbit/s) of its own
/// calm windows, tracked by stochastic approximation (Robbins and Monro 1951) with a step that falls to a floor, so that
/// old weeks fade; and on objects of which size. 8 bytes.
/// </summary>
public readonly record struct Norm
{
    /// <summary>The quantile tracked. High, since a household's best is what the line can do; not the top, since bursts lie.</summary>
    public const double Quantile = 0.75;

    /// <summary>Windows before a norm may help to name anyone: five minutes of playback.</summary>
    public const int MatureObservations = 30;

    /// <summary>Levels and sizes are kept in this many parts of an octave, from 0 to 32 octaves: a tenth of the smallest step.</summary>
    public const double PartsPerOctave = 2048;

    // First steps of about an octave settle within minutes; the floor forgets with a time constant of about an hour of playback.
    private const double FirstStep = 1.5;
    private const double SmallestStep = 0.02;

    // Habits change slower than a wave of one title goes by.
    private const double SmallestSizeStep = 0.005;

    private readonly ushort level;
    private readonly ushort size;

    /// <param name="log2Kbps">Level, log2 of kbit/s, 0 to 32.</param>
    /// <param name="observations">Windows seen so far.</param>
    /// <param name="player">By which player it was measured: <see cref="PlayerTag"/>.</param>
    /// <param name="log2Bytes">Usual size of the objects it was measured on, log2 of bytes; 0 when the player does not say.</param>
    public Norm(double log2Kbps, ushort observations, ushort player = 0, double log2Bytes = 0)
    {
        level = Fixed(log2Kbps);
        size = Fixed(log2Bytes);
        Observations = observations;
        Player = player;
    }

    /// <summary>No observation yet.</summary>
    public static Norm None => default;

    /// <summary>Level, log2 of kbit/s.</summary>
    public double Log2Kbps => level / PartsPerOctave;

    /// <summary>Usual size of the objects it was measured on, log2 of bytes; 0 when unknown.</summary>
    public double Log2Bytes => size / PartsPerOctave;

    /// <summary>Windows seen so far; saturates.</summary>
    public ushort Observations { get; }

    /// <summary>By which player it was measured: <see cref="PlayerTag"/>.</summary>
    public ushort Player { get; }

    public bool IsMature => Observations >= MatureObservations;

    /// <summary>Throughput of the norm, kbit/s; meaningless without observations.</summary>
    public double Kbps => Math.Pow(2, Log2Kbps);

    /// <summary>Stratum: the octave of the norm, floor(log2 kbps).</summary>
    public int Octave => (int)Math.Floor(Log2Kbps);

    /// <summary>One more calm window.</summary>
    /// <param name="log2Kbps">The household's level in that window.</param>
    /// <param name="log2Bytes">Size of its objects, log2 of bytes; 0 when unknown.</param>
    public Norm Observe(double log2Kbps, double log2Bytes = 0)
    {
        if (Observations == 0)
        {
            return new Norm(log2Kbps, 1, Player, log2Bytes);
        }

        var counted = Observations == ushort.MaxValue ? Observations : (ushort)(Observations + 1);
        var usual = UsualSize(log2Bytes);

        // A level holds for its size: where the usual object gets smaller, it is taken along.
        var restated = new Norm(usual < Log2Bytes ? ObjectSize.Restate(Log2Kbps, Log2Bytes, usual) : Log2Kbps, counted, Player, usual);
        var seen = restated.OnUsualObjects(log2Kbps, log2Bytes);

        // What the small object alone may explain teaches neither way.
        if (seen > log2Kbps && seen >= restated.Log2Kbps)
        {
            return restated;
        }

        var step = Math.Max(SmallestStep, FirstStep / Observations);
        return new Norm(restated.Log2Kbps + step * (seen >= restated.Log2Kbps ? Quantile : Quantile - 1), counted, Player, usual);
    }

    /// <summary>r = log2(throughput / norm): -1 is half the norm. Clamped to what the histogram holds.</summary>
    /// <param name="log2Kbps">The household's level in a window.</param>
    /// <param name="log2Bytes">Size of its objects, log2 of bytes; 0 when unknown.</param>
    public double Shortfall(double log2Kbps, double log2Bytes = 0) =>
        Math.Clamp(OnUsualObjects(log2Kbps, log2Bytes) - Log2Kbps, ShortfallHistogram.Min, ShortfallHistogram.Max);

    // Only ever up, and no further than the norm: an object that was small shows at best that nothing was wrong.
    private double OnUsualObjects(double log2Kbps, double log2Bytes) =>
        log2Bytes > 0 && log2Bytes < Log2Bytes - ObjectSize.UsualSpread
            ? Math.Max(log2Kbps, Math.Min(Log2Kbps, ObjectSize.Restate(log2Kbps, log2Bytes, Log2Bytes)))
            : log2Kbps;

    private double UsualSize(double log2Bytes) =>
        log2Bytes <= 0 ? Log2Bytes
        : Log2Bytes == 0 ? log2Bytes
        : Log2Bytes + Math.Max(SmallestSizeStep, 1.0 / (Observations + 1)) * (log2Bytes - Log2Bytes);

    /// <summary>Octaves in parts, 0 to 32 octaves.</summary>
    internal static ushort Fixed(double octaves) => (ushort)Math.Clamp(Math.Round(octaves * PartsPerOctave), 0, ushort.MaxValue);
}
