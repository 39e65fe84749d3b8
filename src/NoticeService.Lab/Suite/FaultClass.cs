namespace NoticeService.Lab.Suite;

/// <summary>What became of a class of faults.</summary>
internal sealed record FaultClass(string Name, IReadOnlyList<JudgedFault> Faults)
{
    /// <summary>Named exactly, or as far as the world shows.</summary>
    public Share Right => Share.Among(Faults.Select(f => f.IsRight));

    public Times ToVerdict => Times.Of(Faults.Select(f => f.SecondsToVerdict));

    /// <summary>Of those that were named and whose world went on.</summary>
    public Times ToClose => Times.Of(Faults.Where(f => f.SecondsToClose is not null).Select(f => f.SecondsToClose));

    public int this[Outcome outcome] => Faults.Count(f => f.Outcome == outcome);

    /// <summary>By kind, in order.</summary>
    public static IReadOnlyList<FaultClass> ByKind(IEnumerable<JudgedFault> faults) =>
        [.. faults.GroupBy(f => f.Fault.Kind).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new FaultClass(g.Key, [.. g]))];

    /// <summary>By the throughput that was really lost.</summary>
    public static IReadOnlyList<FaultClass> ByLoss(IEnumerable<JudgedFault> faults) => Cut(faults, f => 100 * f.Truth.Lost, [15, 25, 50, 75], " %");

    /// <summary>By the homes that it really slowed.</summary>
    public static IReadOnlyList<FaultClass> ByTestifying(IEnumerable<JudgedFault> faults) => Cut(faults, f => f.Truth.Testifying, [30, 100, 300, 1000], " homes");

    private static List<FaultClass> Cut(IEnumerable<JudgedFault> faults, Func<JudgedFault, double> by, int[] edges, string unit)
    {
        var all = faults.ToLookup(f => edges.Count(e => by(f) >= e));
        return [.. Enumerable.Range(0, edges.Length + 1).Select(i => new FaultClass(
            i == 0 ? $"below {edges[0]}{unit}" : i == edges.Length ? $"{edges[^1]}{unit} and more" : $"{edges[i - 1]} to {edges[i]}{unit}",
            [.. all[i]]))];
    }
}
