namespace NoticeService.Domain.Samples;

/// <summary>What a good sample says about the speed of the network. Pure.</summary>
/// <remarks>
/// A full buffer never disqualifies: nearly every healthy player has one, and without those only the suffering would speak.
/// For the same reason a large object always speaks, however fast it came: a home on fibre must be heard in calm too.
/// </remarks>
public static class SampleFilter
{
    /// <summary>
    /// Objects below this, bytes, never measure speed. From an initial window of 10 segments (RFC 6928, 14.6 kB) doubling
    /// each round trip, 64 KiB is gone in under three rounds: its time is the round trips', not the line's.
    /// </summary>
    public const long SlowStartBytes = 64 << 10;

    /// <summary>
    /// Objects from this size on, bytes, always measure speed: 18 initial windows, over four doublings, more than twice the
    /// bandwidth-delay product of 30 Mbit/s at <see cref="AssumedRoundTripMs"/>.
    /// </summary>
    public const long SteadyBytes = 256 << 10;

    /// <summary>Round trip assumed, ms, since players do not report one: the upper part of what fixed lines have to a CDN in their metro.</summary>
    public const long AssumedRoundTripMs = 30;

    /// <summary>An object between the two sizes measures speed when it took at least this many round trips: its ramp is then the smaller part.</summary>
    public const long SteadyRoundTrips = 6;

    /// <summary>
    /// A player needs this multiple of a rung's bitrate before it climbs there. One that measures more than that of its top
    /// rung and stays below it does so by choice (a small window, a weak decoder), not because the network pushed it down.
    /// </summary>
    public const double RungHeadroom = 1.5;

    /// <summary>Judges one good sample.</summary>
    /// <param name="sample">Passed by <see cref="SampleRules.Check"/>.</param>
    /// <param name="highestEncodedKbps">
    /// The highest encoded bitrate that this session reported before this sample, kbit/s; 0 on its first: players start low,
    /// so at first a low rung is no sign of anything.
    /// </param>
    public static Testimony Testify(in Sample sample, long highestEncodedKbps)
    {
        var starved = sample.StarvedMs > 0;

        // "Not trying" and "starved" contradict each other, and starving is what the viewer saw: nobody stops trying with an
        // empty buffer. Being on a low rung does not contradict it: a paused or capped player sits there and does not try.
        if (sample.AppLimited == AppLimited.Yes)
        {
            return starved ? Testimony.CensoredLow : Testimony.AppLimited;
        }

        // Nothing arrived: an outage if it was wanted, and otherwise a player that lives off its buffer.
        if (sample.ThroughputKbps == 0)
        {
            return starved || sample.AppLimited == AppLimited.No ? Testimony.CensoredLow : Testimony.AppLimited;
        }

        if (!IsShort(sample))
        {
            return Testimony.Measured;
        }

        return starved || PushedDown(sample, highestEncodedKbps) ? Testimony.CensoredLow : Testimony.SlowStart;
    }

    /// <summary>
    /// Whether the viewer has anything of a slow network: the picture stopped, or the player was pushed down its ladder. A fast
    /// line that gets slower and still carries the best rung hurts nobody.
    /// </summary>
    /// <param name="sample">Passed by <see cref="SampleRules.Check"/>.</param>
    /// <param name="highestEncodedKbps">As for <see cref="Testify"/>.</param>
    public static bool Hurts(in Sample sample, long highestEncodedKbps) => sample.StarvedMs > 0 || PushedDown(sample, highestEncodedKbps);

    private static bool IsShort(in Sample sample)
    {
        if (sample.ObjectBytes is 0 or >= SteadyBytes)
        {
            return false;
        }

        // bytes * 8 / (kbit/s) is ms.
        return sample.ObjectBytes < SlowStartBytes
            || sample.ObjectBytes * 8 < sample.ThroughputKbps * SteadyRoundTrips * AssumedRoundTripMs;
    }

    private static bool PushedDown(in Sample sample, long highestEncodedKbps)
    {
        if (sample.EncodedBitrateKbps == 0 || highestEncodedKbps == 0)
        {
            return false;
        }

        // Without a stated ladder, the best rung that this session has held stands for its top.
        var top = sample.TopBitrateKbps > 0 ? sample.TopBitrateKbps : highestEncodedKbps;
        return sample.EncodedBitrateKbps < top && sample.ThroughputKbps < top * RungHeadroom;
    }
}
