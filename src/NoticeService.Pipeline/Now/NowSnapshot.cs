using NoticeService.Domain.Admission;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Now;

/// <summary>A part of the service, for the page and the probes.</summary>
/// <param name="Name">For example <c>store</c>, <c>leader</c>, <c>configuration</c>.</param>
/// <param name="Detail">In words; what to do when unhealthy.</param>
public sealed record HealthItem(string Name, bool Healthy, string Detail);

/// <summary>What the console shows of this moment. Immutable.</summary>
public sealed record NowSnapshot
{
    public required DateTimeOffset At { get; init; }

    /// <summary>This pod's name.</summary>
    public required string Pod { get; init; }

    /// <summary>True when this pod evaluates.</summary>
    public required bool Leader { get; init; }

    /// <summary>What is shown of the leader's feed: see <see cref="SeenFeed"/>.</summary>
    public required VerdictFeed Feed { get; init; }

    /// <summary>How the verdicts went that this pod saw open, in the order of the feed.</summary>
    public IReadOnlyList<VerdictCourse> Courses { get; init; } = [];

    public required IReadOnlyList<Isp> Isps { get; init; }

    public required IReadOnlyList<NetPath> Paths { get; init; }

    /// <summary>Live sessions on this pod.</summary>
    public required long Sessions { get; init; }

    /// <summary>Samples accepted by this pod since it started.</summary>
    public required long SamplesAccepted { get; init; }

    /// <summary>Samples dropped by this pod since it started, by reason.</summary>
    public required IReadOnlyDictionary<string, long> SamplesDropped { get; init; }

    /// <summary>Notices sent by this pod since it started, by culprit.</summary>
    public required IReadOnlyDictionary<string, long> NoticesSent { get; init; }

    /// <summary>Gate refusals on this pod since it started, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Refusals { get; init; }

    /// <summary>Receipts that reached this pod since it started, by kind.</summary>
    public required IReadOnlyDictionary<string, long> Receipts { get; init; }

    /// <summary>The last notices that this pod sent or withheld, newest first, at most 20.</summary>
    public required IReadOnlyList<LedgerRecord> LastNotices { get; init; }

    /// <summary>ISPs' disputes that wait for an answer, the oldest first.</summary>
    public IReadOnlyList<Dispute> Disputes { get; init; } = [];

    /// <summary>Whether this pod may send, and why; null where the go-live gate is not enforced.</summary>
    public GoLiveStatus? GoLive { get; init; }

    public required IReadOnlyList<HealthItem> Health { get; init; }

    /// <summary>A label for norms that did not grow from live traffic, for example "synthetic calm history, 3,000 households"; null when there is none.</summary>
    public string? HistoryLabel { get; init; }
}

/// <summary>Where the console gets its data. Thread-safe; cheap to call.</summary>
public interface INowSource
{
    NowSnapshot Current { get; }

    /// <summary>Completes when a newer snapshot than <paramref name="seen"/> is there (about once a second).</summary>
    Task<NowSnapshot> NextAsync(NowSnapshot? seen, CancellationToken cancellationToken);
}
