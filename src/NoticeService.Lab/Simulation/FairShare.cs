namespace NoticeService.Lab.Simulation;

/// <summary>
/// Max-min fair rates by progressive filling: all flows rise together; one that reaches its own cap, or whose link is
/// full, stops; the rest go on. Reused each step so that a step allocates nothing. Not thread-safe.
/// </summary>
internal sealed class FairShare
{
    /// <summary>Links that one flow can cross.</summary>
    public const int MaxLinks = 4;

    // Sums of thousands of doubles: a link this close to its capacity is full, not over it.
    private const double Slack = 1 + 1e-9;

    private readonly double[] wanted;
    private readonly double[] remaining;
    private readonly double[] level;
    private readonly double[] rising;
    private readonly List<int> contended = [];

    private double[] caps = new double[256];
    private double[] rates = new double[256];
    private int[] links = new int[256 * MaxLinks];
    private int[] order = new int[256];
    private double[] orderCaps = new double[256];

    public FairShare(int linkCount)
    {
        wanted = new double[linkCount];
        remaining = new double[linkCount];
        level = new double[linkCount];
        rising = new double[linkCount];
    }

    /// <summary>Flows added since <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all flows.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a flow that could use <paramref name="cap"/> and crosses up to four links, -1 for none.</summary>
    /// <returns>Its number, from 0.</returns>
    public int Add(double cap, int a, int b = -1, int c = -1, int d = -1)
    {
        if (Count == caps.Length)
        {
            Grow();
        }

        var flow = Count++;
        caps[flow] = cap;
        var at = flow * MaxLinks;
        links[at] = a;
        links[at + 1] = b;
        links[at + 2] = c;
        links[at + 3] = d;
        return flow;
    }

    /// <summary>What a flow got in the last <see cref="Solve"/>, in the unit of the capacities.</summary>
    public double Rate(int flow) => rates[flow];

    /// <summary>The fair share on the tightest full link that the flow crosses; infinite when none is full.</summary>
    public double Limit(int flow)
    {
        var limit = double.PositiveInfinity;
        foreach (var link in LinksOf(flow))
        {
            if (link >= 0)
            {
                limit = Math.Min(limit, level[link]);
            }
        }

        return limit;
    }

    /// <summary>Shares the links' capacities among the flows.</summary>
    /// <param name="capacity">By link.</param>
    /// <param name="background">By link: flows of others that take whatever share they get; empty for none.</param>
    public void Solve(ReadOnlySpan<double> capacity, ReadOnlySpan<double> background = default)
    {
        FindContended(capacity, background);
        var waiting = FreeTheUncontended();
        if (waiting == 0)
        {
            return;
        }

        Array.Sort(orderCaps, order, 0, waiting);
        var first = 0;
        while (first < waiting)
        {
            var (tightest, share) = Tightest();
            var before = first;
            while (first < waiting && orderCaps[first] <= share)
            {
                Settle(order[first], orderCaps[first]);
                first++;
            }

            if (first == before)
            {
                first = 0;
                waiting = Fill(tightest, share, before, waiting);
            }
        }
    }

    private ReadOnlySpan<int> LinksOf(int flow) => links.AsSpan(flow * MaxLinks, MaxLinks);

    // A link on which all caps together fit cannot be full, so most links need no further look.
    private void FindContended(ReadOnlySpan<double> capacity, ReadOnlySpan<double> background)
    {
        Array.Clear(wanted);
        Array.Fill(level, double.PositiveInfinity);
        for (var flow = 0; flow < Count; flow++)
        {
            foreach (var link in LinksOf(flow))
            {
                if (link >= 0)
                {
                    wanted[link] += caps[flow];
                }
            }
        }

        contended.Clear();
        for (var link = 0; link < wanted.Length; link++)
        {
            rising[link] = -1;
            var others = background.IsEmpty ? 0 : background[link];
            if (others > 0 || wanted[link] > capacity[link] * Slack)
            {
                contended.Add(link);
                rising[link] = others;
                remaining[link] = capacity[link];
            }
        }
    }

    private int FreeTheUncontended()
    {
        var waiting = 0;
        for (var flow = 0; flow < Count; flow++)
        {
            rates[flow] = caps[flow];
            var held = false;
            foreach (var link in LinksOf(flow))
            {
                if (link >= 0 && rising[link] >= 0)
                {
                    rising[link]++;
                    held = true;
                }
            }

            if (held)
            {
                order[waiting] = flow;
                orderCaps[waiting++] = caps[flow];
            }
        }

        return waiting;
    }

    private (int Link, double Share) Tightest()
    {
        var (tightest, least) = (-1, double.PositiveInfinity);
        foreach (var link in contended)
        {
            if (rising[link] > 0)
            {
                var share = Math.Max(0, remaining[link]) / rising[link];
                if (share < least)
                {
                    (tightest, least) = (link, share);
                }
            }
        }

        return (tightest, least);
    }

    private void Settle(int flow, double rate)
    {
        rates[flow] = rate;
        foreach (var link in LinksOf(flow))
        {
            if (link >= 0 && rising[link] > 0)
            {
                remaining[link] -= rate;
                rising[link]--;
            }
        }
    }

    // Stops every waiting flow of a full link; returns how many still wait, moved to the front in order.
    private int Fill(int link, double share, int from, int to)
    {
        level[link] = share;
        var kept = 0;
        for (var i = from; i < to; i++)
        {
            var flow = order[i];
            if (LinksOf(flow).Contains(link))
            {
                Settle(flow, share);
            }
            else
            {
                order[kept] = flow;
                orderCaps[kept++] = orderCaps[i];
            }
        }

        // What is left on it are flows of others, and they have their share.
        rising[link] = 0;
        return kept;
    }

    private void Grow()
    {
        Array.Resize(ref caps, caps.Length * 2);
        Array.Resize(ref rates, caps.Length);
        Array.Resize(ref order, caps.Length);
        Array.Resize(ref orderCaps, caps.Length);
        Array.Resize(ref links, caps.Length * MaxLinks);
    }
}
