using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>One stratum of a cell against its own calm, over the recent windows; or strata of several cells, each against its own.</summary>
/// <param name="Octave">Octave of the households' norms.</param>
/// <param name="Level">Calm level: log2 kbit/s that a typical household of it gets when nothing is crowded.</param>
/// <param name="CalmMedian">Median r in calm, octaves.</param>
/// <param name="CalmShare">Share of household-windows that is degraded in calm, 0 to 1.</param>
/// <param name="CalmShareAtMost">One-sided 95 % upper bound of that.</param>
/// <param name="CalmError">Standard error of the calm median, octaves.</param>
/// <param name="Correlation">Correlation of households within one window, as calm shows it.</param>
/// <param name="Fresh">How much of a further window is news, as calm shows it, 0 to 1.</param>
/// <param name="Households">Household-windows in the recent windows.</param>
/// <param name="Effective">How many independent households they are worth.</param>
/// <param name="Degraded">Of <paramref name="Households"/>, the degraded.</param>
/// <param name="Drop">Median r less the calm median, octaves; negative when slower.</param>
/// <param name="DropError">Standard error of that, octaves.</param>
/// <param name="NewHouseholds">Household-windows of the newest window alone: what the sequential test has not seen yet.</param>
/// <param name="NewDegraded">Of those, the degraded.</param>
/// <param name="PriorHouseholds">Household-windows of the window before the newest.</param>
/// <param name="PriorDegraded">Of those, the degraded.</param>
/// <param name="Shortfalls">The r behind it.</param>
internal sealed record StratumReading(
    int Octave,
    double Level,
    double CalmMedian,
    double CalmShare,
    double CalmShareAtMost,
    double CalmError,
    double Correlation,
    double Fresh,
    long Households,
    double Effective,
    long Degraded,
    double Drop,
    double DropError,
    long NewHouseholds,
    long NewDegraded,
    long PriorHouseholds,
    long PriorDegraded,
    ShortfallHistogram Shortfalls)
{
    /// <summary>Share of degraded household-windows beyond calm; -1 to 1.</summary>
    public double Excess => (double)Degraded / Households - CalmShare;

    /// <summary>Reads one stratum.</summary>
    /// <param name="known">What calm is.</param>
    /// <param name="histogram">The recent windows; not empty.</param>
    /// <param name="newest">The newest window; null when it has nothing of it.</param>
    /// <param name="prior">The one before that; null likewise.</param>
    /// <param name="windows">How many windows the histogram sums.</param>
    /// <param name="most">How many independent households it can be worth at most: in a long time each home is seen often.</param>
    public static StratumReading Of(
        int octave,
        in StratumCalm known,
        ShortfallHistogram histogram,
        ShortfallHistogram? newest,
        ShortfallHistogram? prior,
        int windows,
        VerdictSettings settings,
        double most = double.PositiveInfinity)
    {
        var degradedBelow = known.Median + settings.DegradedOctaves;
        double n = histogram.Total;

        // The same homes come again in each of the windows that are pooled, and stay as they are for a while.
        var independent = Math.Min(most, n * Math.Max(1.0 / windows, known.Fresh));
        var effective = independent / (1 + (independent - 1) * Math.Max(known.Correlation, settings.MinCorrelation));
        var calmError = ErrorOfMedian(histogram, known.Effective);
        return new StratumReading(
            octave,
            octave + 0.5 + known.Median,
            known.Median,
            known.DegradedShare,
            known.DegradedShareAtMost,
            calmError,
            known.Correlation,
            known.Fresh,
            histogram.Total,
            effective,
            histogram.CountBelow(degradedBelow),
            histogram.Median - known.Median,
            Error(histogram, effective, calmError),
            newest?.Total ?? 0,
            newest?.CountBelow(degradedBelow) ?? 0,
            prior?.Total ?? 0,
            prior?.CountBelow(degradedBelow) ?? 0,
            histogram);
    }

    /// <summary>
    /// Several strata as one: each home's r is laid against the calm median of its own stratum before the common median is
    /// taken, so that cells that are told apart by their calm are not mixed up.
    /// </summary>
    /// <param name="parts">At least one.</param>
    public static StratumReading Pool(IReadOnlyCollection<StratumReading> parts)
    {
        if (parts.Count == 1)
        {
            return parts.First();
        }

        var pooled = new ShortfallHistogram();
        double n = 0, level = 0, calmShare = 0, calmAtMost = 0, calmErrors = 0, correlation = 0, fresh = 0, effective = 0;
        long degraded = 0, newHouseholds = 0, newDegraded = 0, priorHouseholds = 0, priorDegraded = 0;
        foreach (var part in parts)
        {
            double weight = part.Households;
            pooled.Merge(part.Shortfalls, -(int)Math.Round(part.CalmMedian * ShortfallHistogram.PerOctave));
            n += weight;
            level += weight * part.Level;
            calmShare += weight * part.CalmShare;
            calmAtMost += weight * part.CalmShareAtMost;
            calmErrors += weight * part.CalmError * weight * part.CalmError;
            correlation += weight * part.Correlation;
            fresh += weight * part.Fresh;
            effective += part.Effective;
            degraded += part.Degraded;
            newHouseholds += part.NewHouseholds;
            newDegraded += part.NewDegraded;
            priorHouseholds += part.PriorHouseholds;
            priorDegraded += part.PriorDegraded;
        }

        var calmError = Math.Sqrt(calmErrors) / n;
        return new StratumReading(
            parts.First().Octave,
            level / n,
            0,
            calmShare / n,
            calmAtMost / n,
            calmError,
            correlation / n,
            fresh / n,
            pooled.Total,
            effective,
            degraded,
            pooled.Median,
            Error(pooled, effective, calmError),
            newHouseholds,
            newDegraded,
            priorHouseholds,
            priorDegraded,
            pooled);
    }

    // The medians' errors by order statistics: how far it is to the quantile one standard error of a share below a half.
    // Never less than a bin's own: a few homes may agree by chance.
    private static double Error(ShortfallHistogram histogram, double effective, double calmError)
    {
        var now = Math.Max(ErrorOfMedian(histogram, effective), 1.0 / ShortfallHistogram.PerOctave);
        return Math.Sqrt(now * now + calmError * calmError);
    }

    private static double ErrorOfMedian(ShortfallHistogram histogram, double effective) =>
        histogram.Median - histogram.Quantile(Math.Max(0, 0.5 - 0.5 / Math.Sqrt(Math.Max(1, effective))));
}
