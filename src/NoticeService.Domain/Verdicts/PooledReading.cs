namespace NoticeService.Domain.Verdicts;

/// <summary>Household-windows pooled over strata (and cells), each compared with its own calm.</summary>
/// <param name="Households">Household-windows in the recent windows.</param>
/// <param name="Degraded">Of those, the degraded.</param>
/// <param name="CalmDegraded">How many would be degraded in calm, at most with 95 % certainty.</param>
/// <param name="DropSum">Sum of drops, octaves x household-windows.</param>
/// <param name="ErrorSquares">Sum of (household-windows x standard error of the drop) squared.</param>
/// <param name="NewHouseholds">Of the newest window alone.</param>
/// <param name="NewDegraded">Of the newest window alone.</param>
/// <param name="PriorHouseholds">Of the window before the newest alone.</param>
/// <param name="PriorDegraded">Of the window before the newest alone.</param>
/// <param name="CorrelationSum">Sum of calm correlations, weighted by household-windows.</param>
/// <param name="FreshSum">Sum of what is news in a further window, weighted by household-windows.</param>
public readonly record struct PooledReading(
    long Households,
    long Degraded,
    double CalmDegraded,
    double DropSum,
    double ErrorSquares,
    long NewHouseholds,
    long NewDegraded,
    long PriorHouseholds,
    long PriorDegraded,
    double CorrelationSum,
    double FreshSum)
{
    // One-sided 95 % of the normal distribution.
    private const double Z95 = 1.645;

    // One-sided 99 %.
    private const double Z99 = 2.326;

    /// <summary>Share degraded in the recent windows.</summary>
    public double Share => Households == 0 ? 0 : (double)Degraded / Households;

    /// <summary>Share that is degraded in calm.</summary>
    public double CalmShare => Households == 0 ? 0 : CalmDegraded / Households;

    /// <summary>Share degraded beyond calm.</summary>
    public double Excess => Share - CalmShare;

    /// <summary>Mean of the strata's drops, octaves.</summary>
    public double Drop => Households == 0 ? 0 : DropSum / Households;

    /// <summary>Fraction of throughput lost, 0 to 1.</summary>
    public double Lost => Math.Max(0, 1 - Math.Pow(2, Drop));

    /// <summary>One-sided 95 % upper bound of the fraction lost.</summary>
    public double LostAtMost => Households == 0 ? 1 : Math.Clamp(1 - Math.Pow(2, Drop - Z95 * Math.Sqrt(ErrorSquares) / Households), 0, 1);

    /// <summary>One-sided 99 % lower bound of the fraction lost.</summary>
    public double LostAtLeast => Households == 0 ? 0 : Math.Clamp(1 - Math.Pow(2, Drop + Z99 * Math.Sqrt(ErrorSquares) / Households), 0, 1);

    /// <summary>Correlation of households within one window, as calm shows it.</summary>
    public double Correlation => Households == 0 ? 0 : CorrelationSum / Households;

    /// <summary>How much of a further window is news, as calm shows it, 0 to 1.</summary>
    public double Fresh => Households == 0 ? 1 : FreshSum / Households;

    /// <summary>
    /// Low by more than the named drop, and by more households than the margin. Surely by more than half of that: three homes that
    /// fade make no crowding.
    /// </summary>
    public bool IsLow(VerdictSettings settings) =>
        Lost >= settings.NamedDrop && Excess >= settings.Margin && LostAtLeast >= settings.ClosedDrop;

    internal PooledReading Add(StratumReading s) => new(
        Households + s.Households,
        Degraded + s.Degraded,
        CalmDegraded + s.Households * s.CalmShareAtMost,
        DropSum + s.Households * s.Drop,
        ErrorSquares + (s.Households * s.DropError) * (s.Households * s.DropError),
        NewHouseholds + s.NewHouseholds,
        NewDegraded + s.NewDegraded,
        PriorHouseholds + s.PriorHouseholds,
        PriorDegraded + s.PriorDegraded,
        CorrelationSum + s.Households * s.Correlation,
        FreshSum + s.Households * s.Fresh);

    /// <summary>Two testimonies pooled by household.</summary>
    public static PooledReading operator +(in PooledReading a, in PooledReading b) => new(
        a.Households + b.Households,
        a.Degraded + b.Degraded,
        a.CalmDegraded + b.CalmDegraded,
        a.DropSum + b.DropSum,
        a.ErrorSquares + b.ErrorSquares,
        a.NewHouseholds + b.NewHouseholds,
        a.NewDegraded + b.NewDegraded,
        a.PriorHouseholds + b.PriorHouseholds,
        a.PriorDegraded + b.PriorDegraded,
        a.CorrelationSum + b.CorrelationSum,
        a.FreshSum + b.FreshSum);
}
