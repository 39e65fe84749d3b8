namespace NoticeService.Lab.Simulation;

/// <summary>The encodings of a title and the rule that picks one. Pure.</summary>
internal static class BitrateLadder
{
    /// <summary>Media in one segment, s.</summary>
    public const double SegmentSeconds = 4;

    // A player below this much buffer takes no risk, above it dares the whole of its estimate.
    private const double LowBufferSeconds = 8;
    private const double HighBufferSeconds = 20;

    /// <summary>Rungs from lowest to highest, kbit/s.</summary>
    public static ReadOnlySpan<int> Rungs => [235, 375, 560, 750, 1_050, 1_750, 2_350, 3_000, 4_300, 5_800, 8_100, 11_600, 15_600];

    /// <summary>The highest rung that a steady rate can carry, at most <paramref name="top"/>.</summary>
    /// <param name="kbps">Rate that is safe to use, kbit/s.</param>
    /// <param name="top">Index of the title's highest rung.</param>
    public static int Fitting(double kbps, int top)
    {
        var rung = top;
        while (rung > 0 && Rungs[rung] > kbps)
        {
            rung--;
        }

        return rung;
    }

    /// <summary>The rung of the next segment: down at once, up one at a time.</summary>
    /// <param name="bufferSeconds">Media buffered, s.</param>
    /// <param name="estimateKbps">What the player believes it can get.</param>
    /// <param name="current">Index of the last segment's rung.</param>
    /// <param name="top">Index of the title's highest rung.</param>
    public static int Next(double bufferSeconds, double estimateKbps, int current, int top)
    {
        var share = bufferSeconds < LowBufferSeconds ? 0.5 : bufferSeconds < HighBufferSeconds ? 0.75 : 0.9;
        return Math.Min(Fitting(share * estimateKbps, top), current + 1);
    }
}
