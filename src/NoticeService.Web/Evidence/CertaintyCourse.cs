using NoticeService.Domain.Verdicts;

namespace NoticeService.Web.Evidence;

/// <summary>A point of the picture: along the width in percent, along the height in pixels from the top.</summary>
public readonly record struct CoursePoint(double X, double Y);

/// <summary>The certainty over time as a line; what lies below 0 is drawn at 0, where the test starts anew.</summary>
public sealed class CertaintyCourse
{
    /// <summary>Of the picture, pixels, with the words below it.</summary>
    public const int Height = 170;

    /// <summary>Where ln M = 0 is.</summary>
    public const int Floor = 150;

    private const int Ceiling = 10;

    // Room for the points themselves at both edges, percent.
    private const double Edge = 1;

    private CertaintyCourse(IReadOnlyList<Certainty> course, double limit)
    {
        Limit = limit;
        Last = course[^1].LnM;
        FromMs = course[0].AtMs;
        ToMs = course[^1].AtMs;
        var most = Math.Max(limit, course.Max(c => c.LnM)) * 1.05;
        double span = Math.Max(1, ToMs - FromMs);
        Points = [.. course.Select(c => new CoursePoint(Edge + (100 - 2 * Edge) * (c.AtMs - FromMs) / span, At(c.LnM / most)))];
        LimitAt = At(limit / most);
    }

    /// <summary>ln M at which it is certain.</summary>
    public double Limit { get; }

    /// <summary>ln M in the last window.</summary>
    public double Last { get; }

    public long FromMs { get; }

    public long ToMs { get; }

    public double LimitAt { get; }

    public IReadOnlyList<CoursePoint> Points { get; }

    public IEnumerable<(CoursePoint From, CoursePoint To)> Steps => Points.Zip(Points.Skip(1));

    /// <returns>Null when there is none.</returns>
    public static CertaintyCourse? Of(IReadOnlyList<Certainty>? course, double limit) => course is { Count: > 0 } ? new CertaintyCourse(course, limit) : null;

    private static double At(double share) => Floor - (Floor - Ceiling) * Math.Clamp(share, 0, 1);
}
