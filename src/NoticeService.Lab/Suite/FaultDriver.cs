using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite;

/// <summary>
/// Squeezes the links of a fault as its course has it. The capacity is chosen so that the typical home that is faster than the
/// fair share loses the aimed fraction; who loses how much then follows from the sharing. Not thread-safe.
/// </summary>
internal sealed class FaultDriver(Fault fault, World world, ulong seed)
{
    private const double IntervalSeconds = 2;
    private const double LowestKbps = 60, HighestKbps = 1_000_000;

    // A sixteenth of an octave.
    private const double ShareStep = 1.0443;

    // The capacity wanders with this time constant, s.
    private const double NoiseSeconds = 45;

    // Segments vary in size, and requests take their time: a little more than the bitrate is wanted.
    private const double DemandFactor = 1.1;

    private readonly int[] links = [.. fault.Links.SelectMany(world.Links.Matching)];
    private readonly Dictionary<int, double> shareKbps = [];
    private SeededRandom random = new(seed, 50);
    private double nextAt = double.NegativeInfinity;
    private double depth;
    private double noise;

    /// <summary>Links that it squeezes now or will.</summary>
    public IReadOnlyList<int> Links => links;

    /// <summary>Brings the links up to now.</summary>
    public void Advance()
    {
        var now = world.Seconds;
        var wanted = fault.Course.DepthAt(now);
        if (wanted == 0)
        {
            if (depth > 0)
            {
                Restore();
            }

            return;
        }

        if (now < nextAt)
        {
            return;
        }

        nextAt = now + IntervalSeconds;
        noise += -noise * IntervalSeconds / NoiseSeconds + fault.NoiseOctaves * Math.Sqrt(2 * IntervalSeconds / NoiseSeconds) * Normal();
        if (wanted != depth)
        {
            depth = wanted;
            Choose();
        }

        foreach (var link in links)
        {
            Squeeze(link);
        }
    }

    private void Restore()
    {
        depth = 0;
        nextAt = double.NegativeInfinity;
        foreach (var selector in fault.Links)
        {
            world.Restore(selector);
        }
    }

    // One bottleneck has one fair share: all links of a metro are chosen together.
    private void Choose()
    {
        if (fault.Fraction is not null)
        {
            return;
        }

        foreach (var metro in links.GroupBy(l => world.Links[l].Metro))
        {
            var homes = world.Sessions.Where(s => metro.Any(s.Crosses)).Select(s => new Home(s, world.Seconds)).ToArray();
            foreach (var link in metro)
            {
                shareKbps[link] = homes.Length == 0 ? HighestKbps : ShareFor(homes, depth * fault.AimedLost);
            }
        }
    }

    private void Squeeze(int link)
    {
        var sessions = world.Sessions.Where(s => s.Crosses(link)).ToList();
        var wobble = Math.Pow(2, noise);
        if (fault.Fraction is { } fraction)
        {
            // Gradually: from twice what is wanted to what is left.
            var left = 2 * Math.Pow(fraction / 2, depth);
            world.Squeeze(link, Math.Max(LowestKbps, left * wobble * sessions.Sum(s => s.DesiredKbps)));
            return;
        }

        var share = shareKbps[link];
        double flows = 0, slow = 0;
        foreach (var session in sessions)
        {
            if (session.Household.PlanKbps > share)
            {
                flows += Math.Min(1, DemandFactor * session.DesiredKbps / share);
            }
            else
            {
                slow += DemandFactor * session.DesiredKbps;
            }
        }

        var others = 2 + fault.OthersPerFlow * Math.Max(1, flows);
        world.Squeeze(link, (share * (others + flows) + slow) * wobble, others);
    }

    // The smallest fair share at which the median home among those faster than it loses no more than so much: most homes testify.
    private static double ShareFor(Home[] homes, double lost)
    {
        var losses = new List<double>(homes.Length);
        var share = LowestKbps;
        for (; share < HighestKbps; share *= ShareStep)
        {
            losses.Clear();
            foreach (var home in homes)
            {
                if (home.LostAt(share) is > 0 and var of)
                {
                    losses.Add(of);
                }
            }

            losses.Sort();
            if (losses.Count == 0 || losses[losses.Count / 2] <= lost)
            {
                break;
            }
        }

        return share;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private readonly struct Home
    {
        private const int Looks = 8;
        private const double LookSeconds = 7;

        private readonly double kbps;
        private readonly double segmentKbit;
        private readonly double roundTrip;

        public Home(Session session, double now)
        {
            for (var i = 0; i < Looks; i++)
            {
                kbps += session.Household.AccessKbps(now + i * LookSeconds) / Looks;
            }

            segmentKbit = session.DesiredKbps * BitrateLadder.SegmentSeconds;
            roundTrip = session.Household.RoundTripSeconds;
        }

        public double LostAt(double shareKbps) =>
            kbps <= shareKbps ? 0 : 1 - (segmentKbit / kbps + roundTrip) / (segmentKbit / shareKbps + roundTrip);
    }
}
