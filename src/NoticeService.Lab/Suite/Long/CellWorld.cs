using NoticeService.Domain.Cells;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite.Long;

/// <summary>
/// The second generator: the cells of a world, window by window, without players or samples. Every home plays a track of the
/// library, shifted by what it shares with others and by what looks like crowding. Days in seconds, so that rates of one in
/// thousands of ISP-days can be measured. Not thread-safe.
/// </summary>
internal sealed class CellWorld
{
    private const int LowestOctave = 6, Octaves = 20;
    private const double SessionWindows = 240, PauseWindows = 60;

    // A norm follows an evening within about this time.
    private const double NormFollowsSeconds = 4_000;

    // Fades, where there are many: as in the first generator.
    private const double FadesPerHour = 4, TinyFadesPerHour = 2, FadeWindows = 9;

    // Rungs of titles that are encoded low, kbit/s, and what most others get.
    private static readonly int[] LowTops = [560, 750, 1_050];
    private const double UsualKbps = 5_800;

    private readonly CellWorldPlan plan;
    private readonly Home[] homes;
    private readonly ShortfallHistogram?[] histograms;
    private readonly CellStats?[] cells;
    private readonly long[] sessions;
    private readonly int[] cellOf;
    private readonly double[] shift;
    private readonly double[] followed;
    private SeededRandom random;
    private int now = -1;

    public CellWorld(CellWorldPlan plan, ShortfallLibrary library)
    {
        this.plan = plan;
        random = new SeededRandom(plan.Seed, 201);
        homes = DrawHomes(library);
        histograms = new ShortfallHistogram?[plan.Households.Count * plan.Servers.Count * Octaves];
        cells = new CellStats?[plan.Households.Count * plan.Servers.Count];
        sessions = new long[cells.Length];
        shift = new double[plan.Households.Count];
        followed = new double[plan.Households.Count];

        // The first server of the same path and metro stands for the cell.
        cellOf = [.. plan.Servers.Select(s => plan.Servers.ToList().FindIndex(o => o.Path == s.Path && o.Metro == s.Metro))];
    }

    /// <summary>The cells of the next window, in key order.</summary>
    public IReadOnlyList<CellStats> Next()
    {
        now++;
        Array.Clear(histograms);
        Array.Clear(cells);
        Array.Clear(sessions);
        for (var isp = 0; isp < shift.Length; isp++)
        {
            var load = plan.Loads[isp].OctavesAt(now * Window.LengthMs / 1000.0);
            followed[isp] += (load - followed[isp]) * Window.LengthMs / 1000 / NormFollowsSeconds;
            shift[isp] = -(load - followed[isp]) * ShortfallHistogram.PerOctave;
        }

        var going = plan.Episodes.Where(e => e.From <= now && now < e.To).ToArray();
        for (var i = 0; i < homes.Length; i++)
        {
            Play(ref homes[i], going);
        }

        for (var i = 0; i < cells.Length; i++)
        {
            cells[i]?.CountSessions(sessions[i], 0, 0);
        }

        return [.. cells.OfType<CellStats>().OrderBy(c => c.Key)];
    }

    private void Play(ref Home home, Episode[] going)
    {
        if (now >= home.ChangesAt)
        {
            Change(ref home);
        }

        if (home.Server < 0)
        {
            return;
        }

        int bin = home.Bins[(now + home.Offset) % home.Bins.Length];
        if (bin == ShortfallTrack.Silent)
        {
            return;
        }

        bin += (int)Math.Floor(shift[home.Isp] * home.LoadShare + home.Dither);
        if (plan.Confounder is Confounder.WifiFades or Confounder.TinyIsps)
        {
            bin += Fade(ref home);
        }

        foreach (var episode in going)
        {
            if (episode.Isp is { } isp && isp != home.Isp)
            {
                continue;
            }

            if (!Confound(ref home, episode, ref bin))
            {
                return;
            }
        }

        if (plan.Fault is { } fault && now >= fault.From && now < fault.To && (fault.Isp ?? home.Isp) == home.Isp && (fault.Path ?? plan.Servers[home.Server].Path) == plan.Servers[home.Server].Path)
        {
            bin = Math.Min(bin, ShortfallHistogram.BinOf(fault.CapLog2Kbps - home.NormLog2Kbps));
        }

        Count(home, Math.Clamp(bin, 0, ShortfallHistogram.Bins - 1));
    }

    private void Count(in Home home, int bin)
    {
        var at = home.Isp * plan.Servers.Count;
        ref var cell = ref cells[at + cellOf[home.Server]];
        cell ??= new CellStats(new CellKey(PlannedNetwork.IspId(home.Isp), plan.Servers[home.Server].Path, plan.Servers[home.Server].Metro));
        ref var histogram = ref histograms[(at + home.Server) * Octaves + home.Octave - LowestOctave];
        histogram ??= cell.Stratum(new StratumKey(plan.Servers[home.Server].Name, home.Octave));
        histogram.Add(bin);
        sessions[at + cellOf[home.Server]]++;
        cell.Households.Add(home.Hash);
        cell.Blocks.Add(home.Hash & ~1UL);
    }

    // False when it is not seen at all.
    private bool Confound(ref Home home, in Episode episode, ref int bin)
    {
        switch (plan.Confounder)
        {
            case Confounder.LowBitrateTitles when home.Lot < episode.Share:
                bin = OfLowTitle(home, bin, LowTops[(int)episode.Value]);
                return true;
            case Confounder.PlayerRelease when home.Lot < episode.Share:
                // A new release has no norm until it has grown one, which then holds what it under-reports.
                return now - episode.From >= Norm.MatureObservations;
            case Confounder.ForgedAtClamp or Confounder.ForgedFewAddresses or Confounder.ForgedManyAddresses when home.Lot < episode.Share:
                bin = 0;
                return true;
            case Confounder.PodMissing:
                return home.Lot >= episode.Share;
            case Confounder.Reconnect:
                home.ChangesAt = now + 1;
                return home.Lot < (double)(now - episode.From) / (episode.To - episode.From);
            default:
                return true;
        }
    }

    // A short object spends more of its time on the round trip: so a low title looks slow on a fast line, and is allowed for.
    private static int OfLowTitle(in Home home, int bin, int topKbps)
    {
        var kbps = Math.Pow(2, home.NormLog2Kbps);
        var lost = Math.Log2(Slowed(UsualKbps, kbps, home.RoundTripSeconds) / Slowed(topKbps, kbps, home.RoundTripSeconds));
        var seen = home.NormLog2Kbps + ShortfallHistogram.MiddleOf(bin) + lost + (home.Dither - 0.5) / ShortfallHistogram.PerOctave;
        return ShortfallHistogram.BinOf(new Norm(home.NormLog2Kbps, Norm.MatureObservations, 0, ObjectSizeOf(UsualKbps, kbps)).Shortfall(seen, ObjectSizeOf(topKbps, kbps)));
    }

    // Of a segment, log2 of bytes.
    private static double ObjectSizeOf(double bitrateKbps, double kbps) => Math.Log2(Carried(bitrateKbps, kbps) * 125 * BitrateLadder.SegmentSeconds);

    private static double Carried(double bitrateKbps, double kbps) => Math.Min(bitrateKbps, 0.75 * kbps);

    // How much longer a segment takes than its line alone would need.
    private static double Slowed(double bitrateKbps, double kbps, double roundTripSeconds) =>
        1 + roundTripSeconds * kbps / (Carried(bitrateKbps, kbps) * BitrateLadder.SegmentSeconds);

    private int Fade(ref Home home)
    {
        if (now >= home.FadesUntil)
        {
            var perWindow = (plan.Confounder == Confounder.WifiFades ? FadesPerHour : TinyFadesPerHour) / 360;
            if (random.NextDouble() >= perWindow * home.FadeShare)
            {
                return 0;
            }

            home.FadesUntil = now + 2 + (int)random.Exponential(FadeWindows - 2);
            home.FadeBins = (int)(Math.Log2(random.Between(0.15, 0.7)) * ShortfallHistogram.PerOctave);
        }

        return home.FadeBins;
    }

    // People watch more in the evening.
    private void Change(ref Home home)
    {
        var hour = now / 360.0;
        var activity = 0.65 - 0.35 * Math.Cos(2 * Math.PI * (hour - 8) / 24);
        if (now < home.ArrivesAt || random.NextDouble() >= activity)
        {
            home.Server = -1;
            home.ChangesAt = Math.Max(home.ArrivesAt, now + 1 + (int)random.Exponential(PauseWindows));
            return;
        }

        var servers = plan.ServersOfIsp[home.Isp];
        do
        {
            home.Server = servers[random.NextInt(servers.Length)];
        }
        while (plan.Servers[home.Server].Metro != home.Metro);

        home.ChangesAt = now + 1 + (int)random.Exponential(SessionWindows);
    }

    private Home[] DrawHomes(ShortfallLibrary library)
    {
        var drawn = new List<Home>();
        for (var isp = 0; isp < plan.Households.Count; isp++)
        {
            for (var i = 0; i < plan.Households[isp]; i++)
            {
                drawn.Add(DrawHome(library, isp, plan.Plans[isp], 0));
            }

            foreach (var arrival in plan.Episodes.Where(e => plan.Confounder == Confounder.MixShift && e.Isp == isp))
            {
                for (var i = 0; i < arrival.Share * plan.Households[isp]; i++)
                {
                    drawn.Add(DrawHome(library, isp, PlanMix.Copper, arrival.From + random.NextInt(6)));
                }
            }
        }

        // A sketch keeps the smallest: in this order it is full at once.
        return [.. drawn.OrderBy(h => h.Hash)];
    }

    private Home DrawHome(ShortfallLibrary library, int isp, PlanMix mix, int arrivesAt)
    {
        var tracks = library.OfPlan(random.Weighted(mix.Weights));
        var track = tracks[random.NextInt(tracks.Count)];
        return new Home
        {
            Isp = isp,
            Metro = plan.Servers[random.NextInt(plan.Servers.Count)].Metro,
            Bins = track.Bins,
            NormLog2Kbps = track.NormLog2Kbps,
            Octave = Math.Clamp(track.Octave, LowestOctave, LowestOctave + Octaves - 1),
            Offset = random.NextInt(track.Bins.Length),
            Hash = random.Next(),
            LoadShare = random.Between(0.6, 1.4),
            Dither = random.NextDouble(),
            Lot = random.NextDouble(),
            FadeShare = random.NextDouble() < 0.125 ? 4 : 0.57,
            RoundTripSeconds = random.Between(0.015, 0.06),
            ArrivesAt = arrivesAt,
            Server = -1,
        };
    }

    private struct Home
    {
        public int Isp;
        public string Metro;
        public byte[] Bins;
        public double NormLog2Kbps;
        public int Octave;
        public int Offset;
        public ulong Hash;
        public double LoadShare;
        public double Dither;
        public double Lot;
        public double FadeShare;
        public double RoundTripSeconds;
        public int ArrivesAt;
        public int Server;
        public int ChangesAt;
        public int FadesUntil;
        public int FadeBins;
    }
}
