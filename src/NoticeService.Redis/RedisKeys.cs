using System.Globalization;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using StackExchange.Redis;

namespace NoticeService.Redis;

/// <summary>
/// Every key: its layout, what lies in it, how long it lives, and its hash tag, the part in braces. Keys that one script or
/// one transaction touches share their tag, so that all of it works on Redis Cluster. Immutable.
/// </summary>
/// <remarks>
/// <code>
/// key                               type    content                                             lives
/// agg:{SHARD}:WINDOW                hash    pod -> blob                                         15 min
/// norms:{N}:YYYY-MM                 hash    household, 16 bytes -> norms, 9 or 17 bytes         62 days after the last write
/// {leader}:lease                    string  "EPOCH HOLDER"                                       the lease
/// {leader}:epoch                    string  last epoch given out                                for ever
/// {leader}:evaluation               hash    epoch, sequence, feed, state                        for ever
/// {leader}:verdicts                 zset    positions of verdicts that are over, newest first   the retention
/// {leader}:verdict:ID               string  such a verdict as JSON                              the retention
/// {notice}:suspensions              hash    scope -> JSON of reason, operator, since, until     until resumed; pauses until resolved or over
/// {notice}:disputes                 hash    id -> dispute as JSON                               for ever
/// {notice}:golive                   string  JSON of the last order about the go-live gate       for ever
/// {notice}:suspension-epoch         string  rises with each order; at least the store's ms      for ever
/// {notice}:audit                    zset    operators' orders as JSON, by their ms              for ever
/// {notice}:cooldown:HOUSEHOLD       string  "US ID": when told, on the store's clock, and what  the cooldown
/// {notice}:enrolled:COHORT          set     households; its size is what the cap bounds         for ever
/// {notice}:held-out:COHORT          set     those of them that are shown nothing                for ever
/// {notice}:pace:isp:ISP             string  theoretical arrival time, us                        until it is past
/// {notice}:pace:all                 string  the same, of all notices                            until it is past
/// {notice}:population:NAME:WEEK     HLL     households, 16 bytes each, of one PopulationPeriod  42 days after the last write
/// {notice}:population-since:NAME    string  since when it is counted, us; 0: it is complete     for ever
/// {notice}:share:COHORT:POPULATION  string  highest share that was in force, 0 to 1             for ever
/// {notice}:record:ID                string  ledger record, see LedgerRecordCodec                the retention
/// {notice}:outcome:ID               string  what came after a decision, see OutcomeCodec        Experiment:Retention from the decision
/// {notice}:journal:ID               string  "NONCE POSITION": a pod's mark, see ILedgerRepair   for ever
/// {notice}:reconciling              zset    journals that are given back, by the us until which until then
/// {notice}:sealed-until             string  end of the sealed days, ms: what is older is late   for ever
/// {notice}:expired-until            string  end of the days whose records expired, ms           for ever
/// {notice}:seals                    hash    sealed day -> hash of its seal                      for ever
/// {notice}:seal:YYYY-MM-DD:HASH     hash    part -> lines of the seal, see SealedDay            for ever
/// {notice}:seal-epoch               string  lease epoch of the last leader that sealed          a day
/// {notice}:late                     hash    notice ids that came or moved late -> how often     until they are sealed
/// {notice}:index:all                zset    LedgerIndex members, newest first                   the retention
/// {notice}:index:isp:ISP            zset    the same, of one ISP                                the retention
/// {notice}:index:household:ID       string  the same, of one household, a line each, oldest first   the retention
/// </code>
/// </remarks>
internal sealed class RedisKeys(string prefix)
{
    /// <summary>Hashes over which norms are spread. Changing it loses every norm.</summary>
    public const int NormShards = 64;

    /// <summary>Longer than a leader's outage may be while its windows can still be evaluated.</summary>
    public static readonly TimeSpan CellsLifetime = TimeSpan.FromMinutes(15);

    /// <summary>Two months: a norm is read in the month it was written in and in the next.</summary>
    public static readonly TimeSpan NormsLifetime = TimeSpan.FromDays(62);

    /// <summary>A week that no population has any more, for a pod whose clock is another too.</summary>
    public static readonly TimeSpan PopulationLifetime = TimeSpan.FromDays(42);

    public RedisKey Lease { get; } = prefix + "{leader}:lease";

    public RedisKey LeaseEpoch { get; } = prefix + "{leader}:epoch";

    public RedisKey Evaluation { get; } = prefix + "{leader}:evaluation";

    public RedisKey Verdicts { get; } = prefix + "{leader}:verdicts";

    public RedisKey Suspensions { get; } = prefix + "{notice}:suspensions";

    public RedisKey Disputes { get; } = prefix + "{notice}:disputes";

    public RedisKey GoLive { get; } = prefix + "{notice}:golive";

    public RedisKey SuspensionEpoch { get; } = prefix + "{notice}:suspension-epoch";

    public RedisKey Audit { get; } = prefix + "{notice}:audit";

    public RedisKey GlobalPacing { get; } = prefix + "{notice}:pace:all";

    public RedisKey LedgerIndex { get; } = prefix + "{notice}:index:all";

    public RedisKey Reconciling { get; } = prefix + "{notice}:reconciling";

    public RedisKey SealedUntil { get; } = prefix + "{notice}:sealed-until";

    public RedisKey ExpiredUntil { get; } = prefix + "{notice}:expired-until";

    public RedisKey Seals { get; } = prefix + "{notice}:seals";

    public RedisKey SealEpoch { get; } = prefix + "{notice}:seal-epoch";

    public RedisKey Late { get; } = prefix + "{notice}:late";

    public RedisKey Cells(int shard, Window window) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}agg:{{{shard}}}:{window.Index}");

    public RedisKey Norms(int shard, int year, int month) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}norms:{{{shard}}}:{year:D4}-{month:D2}");

    public static int NormShardOf(HouseholdId household) => (int)(household.Low % NormShards);

    /// <summary>What a verdict followed from.</summary>
    public RedisKey Evidence(string verdictId) => $"{prefix}{{leader}}:evidence:{verdictId}";

    public RedisKey Verdict(string id) => $"{prefix}{{leader}}:verdict:{id}";

    public RedisKey Cooldown(HouseholdId household) => $"{prefix}{{notice}}:cooldown:{household}";

    public RedisKey Enrolled(string cohort) => $"{prefix}{{notice}}:enrolled:{cohort}";

    public RedisKey HeldOut(string cohort) => $"{prefix}{{notice}}:held-out:{cohort}";

    public RedisKey Population(string population, long period) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{{notice}}:population:{population}:{period}");

    public RedisKey PopulationSince(string population) => $"{prefix}{{notice}}:population-since:{population}";

    public RedisKey Share(string cohort, string population) => $"{prefix}{{notice}}:share:{cohort}:{population}";

    public RedisKey IspPacing(string isp) => $"{prefix}{{notice}}:pace:isp:{isp}";

    /// <summary>What came after a decision.</summary>
    public RedisKey Outcome(string noticeId) => $"{prefix}{{notice}}:outcome:{noticeId}";

    public RedisKey LedgerRecord(string noticeId) => $"{prefix}{{notice}}:record:{noticeId}";

    /// <summary>As days stand in keys and fields.</summary>
    public const string DayFormat = "yyyy-MM-dd";

    public static string DayText(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    public RedisKey Seal(DateOnly day, string hash) => $"{prefix}{{notice}}:seal:{DayText(day)}:{hash}";

    public RedisKey JournalMark(string journal) => $"{prefix}{{notice}}:journal:{journal}";

    public RedisKey LedgerIndexOfIsp(string isp) => $"{prefix}{{notice}}:index:isp:{isp}";

    public RedisKey LedgerIndexOfHousehold(HouseholdId household) => $"{prefix}{{notice}}:index:household:{household}";
}
