using NoticeService.Domain.Networks;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite;

/// <summary>One random world: who lives there, what goes wrong, and what only looks like it. Immutable.</summary>
internal sealed record SuiteWorld
{
    /// <summary>After the last thing that happens, s: verdicts close.</summary>
    public const int AfterSeconds = 240;

    /// <summary>Decides everything.</summary>
    public required ulong Seed { get; init; }

    public required WorldNetwork Network { get; init; }

    /// <summary>The tables that the replay reads.</summary>
    public required NetworkTable Tables { get; init; }

    public required WorldOptions Options { get; init; }

    /// <summary>What becomes of the samples.</summary>
    public required ReportRules Reports { get; init; }

    /// <summary>Calm in which norms grow, s. Nothing happens before its end.</summary>
    public required int LeadSeconds { get; init; }

    /// <summary>All of it, s.</summary>
    public required int Seconds { get; init; }

    /// <summary>None, one, or two at once.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>What looks like crowding and is not.</summary>
    public Confounder Confounder { get; init; }

    /// <summary>Clients that lie.</summary>
    public IReadOnlyList<ForgedGroup> Forged { get; init; } = [];

    /// <summary>Sessions at once, about, by ISP in the order of the network.</summary>
    public required IReadOnlyList<int> SessionsOfIsp { get; init; }

    /// <summary>The world of a seed.</summary>
    public static SuiteWorld Draw(ulong seed) => new WorldDraw(seed).Draw();
}
