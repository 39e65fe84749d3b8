using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite;

/// <summary>Draws what goes wrong in a network, and works out what the world will show of it.</summary>
internal sealed class FaultDraw(PlannedNetwork plan, ulong seed)
{
    // Sessions at once from which a cell speaks: the engine wants 30 households, and not every one testifies.
    private const double Speaking = 45;

    // A tiny ISP's own case: 30 % of what it wants does not fit.
    private const double TinyFraction = 0.7;

    // Faults that are taken as they come, whether or not the world shows whose they are.
    private const double HiddenShare = 0.15;

    private const int MaxDraws = 12;

    // What is aimed at: homes whose line dips of itself lose less than that.
    private const double AimedQuarter = 0.38, AimedHalf = 0.6;
    private const double LeastAimed = 0.3, MostAimed = 0.95;

    private SeededRandom random = new(seed, 101);

    /// <summary>One fault, or two at once.</summary>
    /// <param name="kind">Which, 0 to 1.</param>
    /// <param name="depth">How deep, 0 to 1.</param>
    /// <param name="length">How long, 0 to 1.</param>
    /// <param name="lead">Not before, s.</param>
    public IReadOnlyList<Fault> Draw(double kind, double depth, double length, int lead)
    {
        var from = lead + random.Between(5, 60);

        // Two to forty minutes, as many short as long ones.
        var course = DrawCourse(from, 120 * Math.Pow(20, length));
        if (kind >= 0.86)
        {
            return DrawTwo(course, depth, from);
        }

        return [Shape(DrawOne(course, kind), depth)];
    }

    // Most faults are such that the world shows whose they are; the others stay, in smaller number.
    private Fault DrawOne(FaultCourse course, double kind)
    {
        var accepted = random.NextDouble() < HiddenShare;
        for (var attempt = 0; ; attempt++)
        {
            var fault = kind switch
            {
                < 0.10 => TinyIsp(course),
                < 0.20 => LargestIsp(course),
                < 0.30 => OfIsp(course, PickIsp(), DrawMetros()),
                < 0.48 => OfPath(course, Pick(plan.Network.Paths)),
                < 0.72 => OfInterconnect(course, PickIsp()),
                < 0.79 => OfService(course),
                _ => OfServer(course),
            };
            if (accepted || fault.IsNameable || kind >= 0.79 || attempt == MaxDraws)
            {
                return fault;
            }
        }
    }

    private FaultCourse DrawCourse(double from, double length)
    {
        var ramp = random.NextDouble() switch
        {
            < 0.6 => random.Between(0, 10),
            < 0.85 => random.Between(30, 120),
            _ => random.Between(120, 420),
        };
        ramp = Math.Min(ramp, length / 2);
        return new FaultCourse(from, ramp, from + length, random.NextDouble() < 0.1 ? random.Between(60, 240) : 0);
    }

    private List<Fault> DrawTwo(FaultCourse course, double depth, double from)
    {
        var second = DrawCourse(from + random.Between(0, 120), course.ToS - from);
        var (one, other) = (PickIsp(), PickIsp());
        var first = random.NextDouble() < 0.5 ? OfIsp(course, one, DrawMetros()) : OfInterconnect(course, one);
        var next = random.NextDouble() < 0.5 || other == one ? OfPath(second, Pick(plan.Network.Paths)) : OfInterconnect(second, other);
        return [.. new[] { Shape(first, depth), Shape(next, 1 - depth) }.Select(f => f with { IsNameable = false, Kind = $"{f.Kind}, two at once" })];
    }

    // How deep, and who else is on the link.
    private Fault Shape(Fault fault, double depth) => fault.Fraction is not null ? fault : fault with
    {
        AimedLost = fault.AimedLost > 0 ? fault.AimedLost : LeastAimed + (MostAimed - LeastAimed) * depth,
        OthersPerFlow = Math.Pow(2, random.Between(-1, 3)),
        NoiseOctaves = random.Between(0.03, 0.2),
    };

    private Fault TinyIsp(FaultCourse course)
    {
        var isp = plan.Households.Count - 1;
        return plan.Households[isp] == WorldDraw.TinyIsp
            ? OfIsp(course with { FlapS = 0, ToS = Math.Max(course.ToS, course.FromS + 900) }, isp, []) with { Fraction = TinyFraction, Kind = "isp, tiny" }
            : OfIsp(course, PickIsp(), DrawMetros());
    }

    // For the targets in seconds: at once and everywhere, so that hundreds testify.
    private Fault LargestIsp(FaultCourse course) =>
        OfIsp(course with { FlapS = 0, RampS = Math.Min(course.RampS, 10), ToS = Math.Max(course.ToS, course.FromS + 420) }, 0, []) with
        {
            AimedLost = random.NextDouble() < 0.5 ? AimedQuarter : AimedHalf,
        };

    private Fault OfIsp(FaultCourse course, int isp, List<string> metros)
    {
        var id = PlannedNetwork.IspId(isp);
        var paths = plan.Network.Paths.Where(p => plan.Expected(isp, p, metros) >= Speaking / 2).ToList();
        var comparable = paths.Count(p => Isps.Where(i => i != isp).Sum(i => plan.Expected(i, p, metros)) >= 2 * Speaking);
        var nameable = paths.Count >= 2 && comparable >= 2 && isp != plan.Natted;
        return new Fault(new Statement(Culprit.Isp, id, null), Selectors(metros, m => new LinkSelector(LinkKind.Access, id, Metro: m)), course)
        {
            Metros = metros,
            IsNameable = nameable,
            AlsoRight = nameable ? [] : [.. plan.Network.Paths.Select(p => new Statement(Culprit.Interconnect, id, p))],
        };
    }

    private Fault OfPath(FaultCourse course, string path)
    {
        var metros = DrawMetros(path);
        var isps = Isps.Where(i => plan.Expected(i, path, metros) >= Speaking && i != plan.Natted).ToList();
        var servers = plan.Network.Servers.Count(s => s.Path == path && (metros.Count == 0 || metros.Contains(s.Metro)));
        var comparable = isps.Count(i => plan.Network.Paths.Where(p => p != path).Sum(p => plan.Expected(i, p, metros)) >= 2 * Speaking);
        var nameable = isps.Count >= 3 && comparable >= 2 && servers >= 2;
        return new Fault(new Statement(Culprit.Path, null, path), Selectors(metros, m => new LinkSelector(LinkKind.Transit, null, path, m)), course)
        {
            Metros = metros,
            IsNameable = nameable,
            AlsoRight = nameable
                ? []
                : [.. Isps.Select(i => new Statement(Culprit.Interconnect, PlannedNetwork.IspId(i), path)), .. servers < 2 ? [new Statement(Culprit.Service, null, null)] : Array.Empty<Statement>()],
        };
    }

    private Fault OfInterconnect(FaultCourse course, int isp)
    {
        var path = Pick([.. plan.Network.Paths.Where(p => plan.Expected(isp, p, []) > 0)]);
        var metros = DrawMetros(path);
        var id = PlannedNetwork.IspId(isp);
        var nameable = isp != plan.Natted
            && plan.Expected(isp, path, metros) >= Speaking
            && plan.Network.Paths.Where(p => p != path).Sum(p => plan.Expected(isp, p, metros)) >= 2 * Speaking
            && Isps.Where(i => i != isp).Sum(i => plan.Expected(i, path, metros)) >= 2 * Speaking;
        return new Fault(new Statement(Culprit.Interconnect, id, path), Selectors(metros, m => new LinkSelector(LinkKind.Interconnect, id, path, m)), course)
        {
            Metros = metros,
            IsNameable = nameable,
        };
    }

    private Fault OfService(FaultCourse course)
    {
        var metros = DrawMetros();
        var nameable = Isps.Count(i => plan.Network.Paths.Sum(p => plan.Expected(i, p, metros)) >= 2 * Speaking) >= 3;
        return new Fault(new Statement(Culprit.Service, null, null), Selectors(metros, m => new LinkSelector(LinkKind.Server, Metro: m)), course)
        {
            Metros = metros,
            IsNameable = nameable,
        };
    }

    // With a healthy server beside it its cells may not even be low.
    private Fault OfServer(FaultCourse course)
    {
        var server = plan.Network.Servers[random.NextInt(plan.Network.Servers.Count)];
        return new Fault(new Statement(Culprit.Service, null, null), [new LinkSelector(LinkKind.Server, Server: server.Name)], course)
        {
            Metros = [server.Metro],
            IsNameable = false,
            Kind = "service, one server",
        };
    }

    private IEnumerable<int> Isps => Enumerable.Range(0, plan.Households.Count);

    // One metro or all, those where the path is.
    private List<string> DrawMetros(string? path = null)
    {
        var metros = plan.Network.Servers.Where(s => path is null || s.Path == path).Select(s => s.Metro).Distinct().Order(StringComparer.Ordinal).ToList();
        return random.NextDouble() < 0.5 ? [metros[random.NextInt(metros.Count)]] : [];
    }

    private static List<LinkSelector> Selectors(List<string> metros, Func<string?, LinkSelector> of) =>
        metros.Count == 0 ? [of(null)] : [.. metros.Select(of)];

    private int PickIsp() => random.NextInt(plan.Households.Count);

    private string Pick(IReadOnlyList<string> of) => of[random.NextInt(of.Count)];
}
