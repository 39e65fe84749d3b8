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

    /// <summary>What a verdict blames, in words.</summary>
    public static string Scope(VerdictView verdict, NowView now)
    {
        var where = verdict.Metros.Length == 0 ? "everywhere" : "in " + verdict.Metros;
        return verdict.Culprit switch
        {
            "Isp" => $"the ISP {now.IspName(verdict.Isp)}, {where}",
            "Path" => $"the path {now.PathName(verdict.Path)}, {where}",
            "Interconnect" => $"the interconnection of {now.IspName(verdict.Isp)} with {now.PathName(verdict.Path)}, {where}",
            "Service" => $"our own service, {where}",
            "Home" => "homes",
            _ => $"nobody can be named ({now.IspName(verdict.Isp)}, {now.PathName(verdict.Path)}, {where})",
        };
    }

    // What was over before we looked is no news; nor is a passing doubt about nobody, in or out.
    private static bool IsNews(string? before, VerdictView verdict) => verdict.State switch
    {
        "Open" => true,
        "Suspected" => verdict.Culprit != "Undetermined",
        "Closed" => before == "Open",
        _ => before is not null,
    };

    private static string Tell(VerdictView verdict, NowView now)
    {
        var drop = verdict.Drop is { } lost ? lost.ToString("P0", CultureInfo.InvariantCulture) + " of throughput lost" : "drop unknown";
        return verdict.State switch
        {
            "Suspected" => $"SUSPECTED: {Scope(verdict, now)} ({drop})",
            "Open" => $"VERDICT OPENS: {Scope(verdict, now)} ({drop}). {verdict.Reason}",
            "Closed" => $"VERDICT CLOSES: {Scope(verdict, now)}. {verdict.Reason}",
            _ => $"VERDICT {verdict.State.ToUpperInvariant()}: {Scope(verdict, now)}. {verdict.Reason}",
        };
    }
}
