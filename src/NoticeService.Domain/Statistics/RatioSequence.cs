namespace NoticeService.Domain.Statistics;

/// <summary>
/// A ratio of two sums over units (events over hours, the unit being the household), with asymptotic confidence sequences: the ratio is
/// linearised, so that each unit counts as one observation however much it brings, and <see cref="MeanSequence"/> does the rest. A
/// value: a unit gives the next one.
/// </summary>
/// <param name="Units">How many.</param>
/// <param name="Top">Sum of what is counted.</param>
/// <param name="Bottom">Sum of the exposure.</param>
/// <param name="TopSquares">Sum of squares.</param>
/// <param name="Products">Sum of products.</param>
/// <param name="BottomSquares">Sum of squares.</param>
public readonly record struct RatioSequence(long Units, double Top, double Bottom, double TopSquares, double Products, double BottomSquares)
{
    /// <summary>One more unit.</summary>
    /// <param name="top">0 or more.</param>
    /// <param name="bottom">0 or more.</param>
    public RatioSequence Add(double top, double bottom) => new(
        Units + 1, Top + top, Bottom + bottom, TopSquares + top * top, Products + top * bottom, BottomSquares + bottom * bottom);

    /// <summary>Not a number without exposure.</summary>
    public double Ratio => Top / Bottom;

    /// <summary>Standard deviation of what one unit adds to the ratio, times the number of units; infinite for fewer than two.</summary>
    public double Deviation
    {
        get
        {
            if (Units < 2 || Bottom <= 0)
            {
                return double.PositiveInfinity;
            }

            var residuals = TopSquares - 2 * Ratio * Products + Ratio * Ratio * BottomSquares;
            return Math.Sqrt(Math.Max(0, residuals) / (Units - 1)) / (Bottom / Units);
        }
    }

    /// <summary>The limits now, at all times at once.</summary>
    /// <param name="alpha">Chance that they ever miss the ratio; above 0, below 1.</param>
    public Limits At(double alpha)
    {
        var half = MeanSequence.HalfWidth(Deviation, Units, alpha);
        return new Limits(Math.Max(0, Ratio - half), Ratio + half);
    }

    /// <summary>The limits of this ratio less another, of other units.</summary>
    /// <param name="other">What is subtracted.</param>
    /// <param name="alpha">Chance that they ever miss the difference; above 0, below 1.</param>
    public Limits Less(RatioSequence other, double alpha)
    {
        double n = Units + other.Units;
        var variance = Deviation * Deviation / Units + other.Deviation * other.Deviation / other.Units;
        var half = MeanSequence.HalfWidth(Math.Sqrt(variance * n), n, alpha);
        return new Limits(Ratio - other.Ratio - half, Ratio - other.Ratio + half);
    }
}
