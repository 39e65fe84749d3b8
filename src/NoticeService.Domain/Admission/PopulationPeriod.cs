namespace NoticeService.Domain.Admission;

/// <summary>
/// Households are counted by weeks. A population is what was seen in this week and the <see cref="Remembered"/> before it, so that
/// whoever left is forgotten.
/// </summary>
public static class PopulationPeriod
{
    /// <summary>A week.</summary>
    public const long LengthMs = 7L * 24 * 60 * 60 * 1_000;

    /// <summary>Weeks before this one that count: 28 to 35 days in all.</summary>
    public const int Remembered = 4;

    /// <summary>The week's number.</summary>
    /// <param name="ms">Since the Unix epoch, 0 or more.</param>
    public static long At(long ms) => ms / LengthMs;
}
