using NoticeService.Domain.Samples;

namespace NoticeService.Lab.Simulation;

/// <summary>
/// One session's player: downloads segments one after the other, idles while its buffer is full, starves when it is empty.
/// Knows no network: the world tells it what arrived. Not thread-safe.
/// </summary>
internal sealed class Playback
{
    /// <summary>Media the player holds at most, s.</summary>
    public const double MaxBufferSeconds = 30;

    /// <summary>Media needed before playing starts, or goes on after starving, s.</summary>
    public const double ResumeBufferSeconds = 4;

    // The newest segment's weight in the harmonic mean: two or three segments decide, as in common players.
    private const double NewestWeight = 0.4;

    // Encoders spend more bits on some segments than on others.
    private const double SizeSpread = 0.2;

    private readonly int top;
    private readonly double roundTripSeconds;
    private readonly bool saysAppLimited;
    private readonly double segmentLength;
    private SeededRandom random;

    private double segmentBits;
    private double segmentSeconds;
    private double remainingBits;
    private bool playing;
    private double measuredBits;
    private double measuredSeconds;
    private double largestObjectBits;
    private double starvedSeconds;
    private double crowdedSeconds;

    /// <param name="top">Index of the title's highest rung.</param>
    /// <param name="estimateKbps">What the player believes at first.</param>
    /// <param name="roundTripSeconds">Cost of asking for a segment; counts as download time, as players measure it.</param>
    /// <param name="saysAppLimited">Whether this player fills in <c>app_limited</c>.</param>
    /// <param name="bufferSeconds">Media at the start; above zero for a session that is under way.</param>
    /// <param name="random">Segment sizes.</param>
    /// <param name="segmentSeconds">Media in one segment, s; short ones make short objects.</param>
    public Playback(int top, double estimateKbps, double roundTripSeconds, bool saysAppLimited, double bufferSeconds, SeededRandom random, double segmentSeconds = BitrateLadder.SegmentSeconds)
    {
        segmentLength = segmentSeconds;
        this.top = top;
        this.roundTripSeconds = roundTripSeconds;
        this.saysAppLimited = saysAppLimited;
        this.random = random;
        EstimateKbps = estimateKbps;
        BufferSeconds = bufferSeconds;
        playing = bufferSeconds >= ResumeBufferSeconds;
        Started = playing;
        Rung = BitrateLadder.Fitting(estimateKbps / 2, top);
    }

    /// <summary>Index of the last segment's rung.</summary>
    public int Rung { get; private set; }

    public double BufferSeconds { get; private set; }

    /// <summary>What the player believes it can get, kbit/s.</summary>
    public double EstimateKbps { get; private set; }

    /// <summary>True once the first picture was shown.</summary>
    public bool Started { get; private set; }

    public bool Downloading => remainingBits > 0;

    public bool Starving => Started && !playing;

    /// <summary>Bits of the current segment still to come.</summary>
    public double RemainingBits => remainingBits;

    /// <summary>Fraction of throughput that crowding took in the interval of the last sample, 0 to 1; NaN when nothing was measured.</summary>
    public double Lost { get; private set; } = double.NaN;

    /// <summary>How long until there is room for the next segment, s; while it plays, and does not download.</summary>
    public double SecondsUntilRoom => Math.Max(0, BufferSeconds + segmentLength - MaxBufferSeconds);

    /// <summary>Plays for a while, and asks for the next segment if there is room.</summary>
    public void Advance(double seconds)
    {
        Play(seconds);
        AskIfRoom();
    }

    /// <summary>Plays for a while.</summary>
    public void Play(double seconds)
    {
        if (playing)
        {
            BufferSeconds -= seconds;
            if (BufferSeconds <= 0)
            {
                starvedSeconds -= BufferSeconds;
                BufferSeconds = 0;
                playing = false;
            }
        }
        else if (Started)
        {
            starvedSeconds += seconds;
        }
    }

    /// <summary>Asks for the next segment if there is room.</summary>
    public void AskIfRoom()
    {
        // A step's worth of rounding must not cost another step.
        if (!Downloading && BufferSeconds + segmentLength <= MaxBufferSeconds + 1e-9)
        {
            AskForSegment();
        }
    }

    /// <summary>Some of the current segment arrived.</summary>
    /// <param name="bits">At most <see cref="RemainingBits"/>.</param>
    /// <param name="seconds">How long that took.</param>
    /// <param name="crowded">How much of that was because a shared link was full, s.</param>
    public void Receive(double bits, double seconds, double crowded = 0)
    {
        crowdedSeconds += crowded;
        remainingBits -= bits;
        segmentSeconds += seconds;
        measuredBits += bits;
        measuredSeconds += seconds;
        largestObjectBits = Math.Max(largestObjectBits, segmentBits - remainingBits);
        if (remainingBits < 1)
        {
            FinishSegment();
        }
    }

    /// <summary>What to report since the last sample; starts the next interval.</summary>
    public Sample TakeSample(string server, long timeMs)
    {
        var measured = measuredSeconds > 0;
        var sample = new Sample(
            ThroughputKbps: measured ? (long)Math.Round(measuredBits / measuredSeconds / 1000) : 0,
            EncodedBitrateKbps: BitrateLadder.Rungs[Rung],
            TopBitrateKbps: BitrateLadder.Rungs[top],
            BufferMs: (long)(BufferSeconds * 1000),
            StarvedMs: (long)(starvedSeconds * 1000),
            ObjectBytes: (long)(largestObjectBits / 8),
            AppLimited: !saysAppLimited ? AppLimited.NotSaid : measured ? AppLimited.No : AppLimited.Yes,
            Server: server,
            TimeMs: timeMs);
        Lost = measured ? crowdedSeconds / measuredSeconds : double.NaN;
        measuredBits = measuredSeconds = starvedSeconds = crowdedSeconds = 0;
        largestObjectBits = Downloading ? segmentBits - remainingBits : 0;
        return sample;
    }

    private void AskForSegment()
    {
        Rung = BitrateLadder.Next(BufferSeconds, EstimateKbps, Rung, top);
        segmentBits = BitrateLadder.Rungs[Rung] * 1000.0 * segmentLength * random.Between(1 - SizeSpread, 1 + SizeSpread);
        remainingBits = segmentBits;
        segmentSeconds = roundTripSeconds;
        measuredSeconds += roundTripSeconds;
    }

    private void FinishSegment()
    {
        remainingBits = 0;
        BufferSeconds += segmentLength;
        var kbps = segmentBits / segmentSeconds / 1000;
        EstimateKbps = 1 / ((1 - NewestWeight) / EstimateKbps + NewestWeight / kbps);
        if (!playing && BufferSeconds >= ResumeBufferSeconds)
        {
            playing = true;
            Started = true;
        }
    }
}
