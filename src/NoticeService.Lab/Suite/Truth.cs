using NoticeService.Domain.Cells;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite;

/// <summary>What a fault really did.</summary>
/// <param name="Lost">Median fraction of throughput lost by the homes that it slowed, while it had its full depth; 0 to 1.</param>
/// <param name="Testifying">How many homes it slowed.</param>
/// <param name="Crossing">How many homes crossed its links.</param>
internal readonly record struct FaultTruth(double Lost, int Testifying, int Crossing);

/// <summary>Why a session was slow in a window.</summary>
internal enum Cause : byte
{
    None,
    Home,

    /// <summary>The first fault, and from there on the others.</summary>
    Fault,
}

/// <summary>Measures what faults do to each home, and keeps why each session was slow when. Not thread-safe.</summary>
internal sealed class TruthLog(SuiteWorld plan, IReadOnlyList<FaultDriver> drivers)
{
    // A home testifies when it has room above the fair share: what takes less than a twentieth is its own line.
    private const double Slowed = 0.05, Suffers = 0.2;

    // Of what its line can do: half a norm and a little more is gone of itself, by Wi-Fi, wiring or modem.
    private const double FadedBelow = 0.45;

    private const int LeastSamples = 2;

    private readonly Dictionary<int, (double SumLog2, int Samples)>[] homes = [.. plan.Faults.Select(_ => new Dictionary<int, (double, int)>())];
    private readonly HashSet<int>[] links = [.. drivers.Select(d => d.Links.ToHashSet())];
    private readonly Dictionary<string, List<(Window Window, Cause Cause)>> causes = new(StringComparer.Ordinal);

    /// <summary>One sample as the player took it.</summary>
    public void Observe(Session session, double seconds, long nowMs)
    {
        var lost = session.Playback.Lost;
        var cause = Cause.None;
        for (var i = 0; i < links.Length; i++)
        {
            var course = plan.Faults[i].Course;
            if (double.IsNaN(lost) || course.DepthAt(seconds) == 0 || !Crosses(session, links[i]))
            {
                continue;
            }

            if (lost >= Suffers)
            {
                cause = (Cause)((int)Cause.Fault + i);
            }

            if (seconds >= Math.Min(course.FullFromS + 10, course.ToS - 20))
            {
                var (sum, samples) = homes[i].GetValueOrDefault(session.Household.Index);
                homes[i][session.Household.Index] = (sum + Math.Log2(1 - Math.Min(lost, 0.999)), samples + 1);
            }
        }

        if (cause == Cause.None && session.Household.OwnLevel(seconds - 10, seconds) < FadedBelow)
        {
            cause = Cause.Home;
        }

        if (cause != Cause.None)
        {
            if (!causes.TryGetValue(session.Id, out var windows))
            {
                causes.Add(session.Id, windows = []);
            }

            windows.Add((Window.At(nowMs), cause));
        }
    }

    /// <summary>What a fault did, after the end.</summary>
    public FaultTruth Of(int fault)
    {
        var lost = homes[fault].Values.Where(h => h.Samples >= LeastSamples).Select(h => 1 - Math.Pow(2, h.SumLog2 / h.Samples)).Order().ToArray();
        var slowed = lost.Where(l => l >= Slowed).ToArray();
        return new FaultTruth(slowed.Length == 0 ? 0 : slowed[slowed.Length / 2], slowed.Length, lost.Length);
    }

    /// <summary>Why a session was slow in most of the slow windows of a time; None when it was in none.</summary>
    public Cause CauseOf(string sessionId, long fromMs, long toMs)
    {
        if (!causes.TryGetValue(sessionId, out var windows))
        {
            return Cause.None;
        }

        return windows.Where(w => w.Window.EndMs > fromMs && w.Window.StartMs < toMs)
            .GroupBy(w => w.Cause)
            .OrderByDescending(g => g.Count())
            .Select(g => g.Key)
            .FirstOrDefault();
    }

    /// <summary>The sessions that suffered from their own homes for at least some windows, and how many.</summary>
    public IEnumerable<(string SessionId, Window First, Window Last)> HomeSpells(int leastWindows)
    {
        foreach (var (session, windows) in causes)
        {
            var home = windows.Where(w => w.Cause == Cause.Home).Select(w => w.Window).ToList();
            if (home.Count >= leastWindows)
            {
                yield return (session, home[0], home[^1]);
            }
        }
    }

    private static bool Crosses(Session session, HashSet<int> links) =>
        links.Contains(session.AccessLink) || links.Contains(session.InterconnectLink) || links.Contains(session.TransitLink) || links.Contains(session.ServerLink);
}
