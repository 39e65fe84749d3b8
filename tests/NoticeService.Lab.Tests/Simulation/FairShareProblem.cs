using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Tests.Simulation;

/// <summary>A small random network, and a max-min solution by the definition, slow and plain.</summary>
internal sealed record FairShareProblem(double[] Capacity, double[] Caps, int[][] Links)
{
    public static FairShareProblem Draw(ulong seed)
    {
        var random = new SeededRandom(seed, 77);
        var capacity = new double[1 + random.NextInt(8)];
        for (var i = 0; i < capacity.Length; i++)
        {
            capacity[i] = random.Between(1, 100);
        }

        var caps = new double[1 + random.NextInt(30)];
        var links = new int[caps.Length][];
        for (var i = 0; i < caps.Length; i++)
        {
            caps[i] = random.Between(0.1, 60);
            var crossed = new SortedSet<int>();
            for (var n = random.NextInt(FairShare.MaxLinks) + 1; n > 0; n--)
            {
                crossed.Add(random.NextInt(capacity.Length));
            }

            links[i] = [.. crossed];
        }

        return new FairShareProblem(capacity, caps, links);
    }

    public FairShare Solve()
    {
        var shares = new FairShare(Capacity.Length);
        for (var i = 0; i < Caps.Length; i++)
        {
            int At(int n) => n < Links[i].Length ? Links[i][n] : -1;
            shares.Add(Caps[i], At(0), At(1), At(2), At(3));
        }

        shares.Solve(Capacity);
        return shares;
    }

    public IEnumerable<int> FlowsOn(int link) => Enumerable.Range(0, Caps.Length).Where(flow => Links[flow].Contains(link));

    public double Load(FairShare shares, int link) => FlowsOn(link).Sum(shares.Rate);

    /// <summary>Raises all flows together by the largest step that nobody's limit forbids, until all are stopped.</summary>
    public double[] SlowRates()
    {
        var rates = new double[Caps.Length];
        var rising = Enumerable.Range(0, Caps.Length).ToHashSet();
        while (rising.Count > 0)
        {
            var step = rising.Min(flow => Caps[flow] - rates[flow]);
            for (var link = 0; link < Capacity.Length; link++)
            {
                var count = FlowsOn(link).Count(rising.Contains);
                if (count > 0)
                {
                    step = Math.Min(step, (Capacity[link] - FlowsOn(link).Sum(flow => rates[flow])) / count);
                }
            }

            foreach (var flow in rising)
            {
                rates[flow] += step;
            }

            rising.RemoveWhere(flow =>
                Caps[flow] - rates[flow] < 1e-9
                || Links[flow].Any(link => Capacity[link] - FlowsOn(link).Sum(other => rates[other]) < 1e-9));
        }

        return rates;
    }
}
