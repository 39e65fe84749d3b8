using System.Globalization;

namespace NoticeService.Lab.Demo;

/// <summary>Tells what changed between two looks at the verdicts, in words. Not thread-safe.</summary>
internal sealed class VerdictWatch
{
    private readonly Dictionary<string, string> states = new(StringComparer.Ordinal);

    /// <summary>Lines for what is new since the last look.</summary>
    public IReadOnlyList<string> Look(NowView now)
    {
        var lines = new List<string>();
        foreach (var verdict in now.Verdicts)
        {
            var before = states.GetValueOrDefault(verdict.Id);
            states[verdict.Id] = verdict.State;
            if (before != verdict.State && IsNews(before, verdict))
            {
                lines.Add(Tell(verdict, now));
            }
        }

        return lines;
    }

    /// <summary>What a verdict blames, and where, in words.</summary>
    public static string Scope(VerdictView verdict, NowView now) =>
        $"{Accused(verdict, now)} ({(verdict.Metros.Length == 0 ? "everywhere" : verdict.Metros)})";

    private static string Accused(VerdictView verdict, NowView now) => verdict.Culprit switch
    {
        "Isp" => $"the ISP {now.IspName(verdict.Isp)}",
        "Path" => $"the path {now.PathName(verdict.Path)}",
        "Interconnect" => $"the interconnection of {now.IspName(verdict.Isp)} with {now.PathName(verdict.Path)}",
        "Service" => "our own service",
        "Home" => "homes",
        _ => $"something between {now.IspName(verdict.Isp)} and {now.PathName(verdict.Path)}, nobody can be named",
    };

    // What was over before we looked is no news; nor is a passing doubt about nobody, in or out.
    private static bool IsNews(string? before, VerdictView verdict) => verdict.State switch
    {
        "Open" => true,
        "Suspected" => verdict.Culprit != "Undetermined",
        "Closed" => before == "Open",
        _ => before is not null,
    };

    /// <summary>A verdict in one short sentence; the page has the paragraph with the reasons.</summary>
    public static string Tell(VerdictView verdict, NowView now) => verdict.State switch
    {
        "Suspected" => $"SUSPECTED: {Scope(verdict, now)}: {Lost(verdict)}, not yet certain",
        "Open" => $"VERDICT OPENS: {Scope(verdict, now)}: {Lost(verdict)}",
        "Closed" => $"VERDICT CLOSES: {Accused(verdict, now)}{Course(verdict, now)}",
        _ => $"VERDICT {verdict.State.ToUpperInvariant()}: {Scope(verdict, now)}",
    };

    private static string Lost(VerdictView verdict) => verdict.Drop is { } lost
        ? string.Create(CultureInfo.InvariantCulture, $"{lost:P0} lost by {verdict.Households:N0} households")
        : "drop unknown";

    // A closed verdict still has the drop of its last bad window: what counts is how bad it was, and how it is now.
    private static string Course(VerdictView verdict, NowView now)
    {
        var after = verdict.ClosedMs > verdict.OpenedMs ? string.Create(CultureInfo.InvariantCulture, $" after {(verdict.ClosedMs - verdict.OpenedMs) / 1000:N0} s") : "";
        return now.Courses.FirstOrDefault(course => course.VerdictId == verdict.Id) is { MedianDrop: { } median, LargestDrop: { } largest } known
            ? string.Create(CultureInfo.InvariantCulture, $"{after}: median loss {median:P0}, most {largest:P0}, now {(known.DropNow is { } drop ? drop.ToString("P0", CultureInfo.InvariantCulture) : "unknown")}")
            : after;
    }
}
