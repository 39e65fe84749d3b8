namespace NoticeService.Domain.Verdicts;

/// <summary>Household-windows pooled over strata (and cells), each compared with its own calm.</summary>
/// <param name="Households">Household-windows in the recent windows.</param>
/// <param name="Degraded">Of those, the degraded.</param>
/// <param name="CalmDegraded">How many would be degraded in calm.</param>
/// <param name="DropSum">Sum of drops, octaves x household-windows.</param>
/// <param name="DropLowSum">Sum of the drops' lower bounds.</param>
/// <param name="NewHouseholds">Of the newest window alone.</param>
/// <param name="NewDegraded">Of the newest window alone.</param>
/// <param name="CorrelationSum">Sum of calm correlations, weighted by household-windows.</param>
public readonly record struct PooledReading(
    long Households,
    long Degraded,
    double CalmDegraded,
    double DropSum,
    double DropLowSum,
    long NewHouseholds,
    long NewDegraded,
    double CorrelationSum)
{
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
    public double LostAtMost => Households == 0 ? 1 : Math.Clamp(1 - Math.Pow(2, DropLowSum / Households), 0, 1);

    /// <summary>Correlation of households within one window, as calm shows it.</summary>
    public double Correlation => Households == 0 ? 0 : CorrelationSum / Households;

    internal PooledReading Add(in StratumReading s) => new(
        Households + s.Households,
        Degraded + s.Degraded,
        CalmDegraded + s.Households * s.Calm.DegradedShare,
        DropSum + s.Households * s.Drop,
        DropLowSum + s.Households * s.DropLow,
        NewHouseholds + s.NewHouseholds,
        NewDegraded + s.NewDegraded,
        CorrelationSum + s.Households * s.Calm.Correlation);

    /// <summary>Two testimonies pooled by household.</summary>
    public static PooledReading operator +(in PooledReading a, in PooledReading b) => new(
        a.Households + b.Households,
        a.Degraded + b.Degraded,
        a.CalmDegraded + b.CalmDegraded,
        a.DropSum + b.DropSum,
        a.DropLowSum + b.DropLowSum,
        a.NewHouseholds + b.NewHouseholds,
        a.NewDegraded + b.NewDegraded,
        a.CorrelationSum + b.CorrelationSum);
}
