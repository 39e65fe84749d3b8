namespace NoticeService.Domain.Verdicts;

/// <summary>One stratum of a cell against its own calm, over the recent windows.</summary>
/// <param name="Octave">Octave of the households' norms.</param>
/// <param name="Level">Calm level: log2 kbit/s that a typical household of it gets when nothing is crowded.</param>
/// <param name="Calm">What calm is.</param>
/// <param name="Households">Household-windows in the recent windows.</param>
/// <param name="Degraded">Of those, the degraded.</param>
/// <param name="Drop">Median r less the calm median, octaves; negative when slower.</param>
/// <param name="DropError">Standard error of that, octaves.</param>
/// <param name="NewHouseholds">Household-windows of the newest window alone: what the sequential test has not seen yet.</param>
/// <param name="NewDegraded">Of those, the degraded.</param>
public readonly record struct StratumReading(
    int Octave,
    double Level,
    StratumCalm Calm,
    long Households,
    long Degraded,
    double Drop,
    double DropError,
    long NewHouseholds,
    long NewDegraded)
{
    /// <summary>Share of degraded household-windows beyond calm; -1 to 1.</summary>
    public double Excess => (double)Degraded / Households - Calm.DegradedShare;
}
