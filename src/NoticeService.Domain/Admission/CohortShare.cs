namespace NoticeService.Domain.Admission;

/// <summary>
/// The share of a cohort with a target size. What is in force is the highest that ever followed: a population that grows never takes
/// a member out, one that shrinks, or a higher target, only adds.
/// </summary>
public static class CohortShare
{
    /// <summary>The share that follows from a population, 0 to 1; 0 when nobody was counted, since then nothing is known.</summary>
    /// <param name="targetSize">Users, 1 or more.</param>
    /// <param name="population">Households estimated, 0 or more.</param>
    public static double Of(long targetSize, long population) => population <= 0 ? 0 : Math.Min(1, (double)targetSize / population);
}
