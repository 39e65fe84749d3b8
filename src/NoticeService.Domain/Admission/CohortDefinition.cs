using System.Security.Cryptography;
using System.Text;

namespace NoticeService.Domain.Admission;

/// <summary>The users who may be shown a notice, as configured. Immutable.</summary>
public sealed record CohortDefinition
{
    /// <summary>Users by default: the size of the 2014 test.</summary>
    public const long DefaultTargetSize = 200_000;

    /// <summary>A day: whoever watches in the evening only has been counted too.</summary>
    public static readonly TimeSpan DefaultCountedFor = TimeSpan.FromDays(1);

    /// <summary>The population of a cohort without filters.</summary>
    public const string Everybody = "everybody";

    /// <summary>Unique, stable: goes into keys and metrics.</summary>
    public required string Name { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>Decides and records, sends nothing.</summary>
    public bool Shadow { get; init; }

    /// <summary>Share of users by salted hash, 0 to 100; null when the cohort has a target size.</summary>
    public double? Percentage { get; init; }

    /// <summary>Users aimed at, at least 1; the share follows from the estimated population, see <see cref="CohortShare"/>. Null when the cohort has a percentage.</summary>
    public long? TargetSize { get; init; }

    /// <summary>
    /// How long the population must have been counted before a cohort with a target size takes anybody by his hash: a share is never
    /// lowered, and what the first minutes see would make it too large for ever. 0 or more.
    /// </summary>
    public TimeSpan CountedFor { get; init; } = DefaultCountedFor;

    /// <summary>Salt of the hash: two cohorts with one salt choose the same users first.</summary>
    public required string Salt { get; init; }

    /// <summary>Users that may ever be enrolled, both arms, at least 1.</summary>
    public required long HardCap { get; init; }

    /// <summary>Share of members who are recorded and shown nothing, 0 to 1.</summary>
    public double HoldoutShare { get; init; }

    /// <summary>ISP ids; empty is all.</summary>
    public IReadOnlySet<string> Isps { get; init; } = new HashSet<string>();

    /// <summary>Metros; empty is all.</summary>
    public IReadOnlySet<string> Metros { get; init; } = new HashSet<string>();

    /// <summary>Beginnings of the player's name and release, for example <c>tv-app</c> or <c>tv-app 7.</c>; empty is all.</summary>
    public IReadOnlyList<string> Players { get; init; } = [];

    /// <summary>User ids that are in whatever their hash says; filters still hold.</summary>
    public IReadOnlySet<string> Allow { get; init; } = new HashSet<string>();

    /// <summary>User ids that are never in.</summary>
    public IReadOnlySet<string> Deny { get; init; } = new HashSet<string>();

    /// <summary>First ms of the campaign since the Unix epoch; null is always.</summary>
    public long? StartsMs { get; init; }

    /// <summary>First ms after the campaign; null is never.</summary>
    public long? EndsMs { get; init; }

    /// <summary>
    /// The households that the target size is a share of: those that pass the filters. <see cref="Everybody"/>, or 16 hex digits that
    /// stand for the filters; other filters are another population, which is counted from its beginning.
    /// </summary>
    public string Population => Isps.Count == 0 && Metros.Count == 0 && Players.Count == 0 ? Everybody : Fingerprint();

    /// <summary>Whether the campaign runs: enabled, and within its start and end.</summary>
    public bool RunsAt(long nowMs) => Enabled && nowMs >= (StartsMs ?? long.MinValue) && nowMs < (EndsMs ?? long.MaxValue);

    /// <summary>Whether a session passes the filters.</summary>
    public bool Accepts(string isp, string metro, string player) =>
        (Isps.Count == 0 || Isps.Contains(isp))
        && (Metros.Count == 0 || Metros.Contains(metro))
        && (Players.Count == 0 || Players.Any(p => player.StartsWith(p, StringComparison.Ordinal)));

    private string Fingerprint()
    {
        var text = string.Join('\n', [.. Sorted(Isps), "", .. Sorted(Metros), "", .. Sorted(Players)]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

        static IEnumerable<string> Sorted(IEnumerable<string> filter) => filter.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }
}
