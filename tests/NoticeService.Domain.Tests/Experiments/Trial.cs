using NoticeService.Domain.Admission;
using NoticeService.Domain.Experiments;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Experiments;

/// <summary>Makes up households, their notices and what came after.</summary>
internal static class Trial
{
    public const long DecidedMs = 1_700_000_000_000;

    /// <summary>Everything is due and over.</summary>
    public static readonly long LaterMs = DecidedMs + (long)TimeSpan.FromDays(30).TotalMilliseconds;

    public static CohortDefinition Cohort(double holdout, string salt = "salt") => new() { Name = "c", Salt = salt, HardCap = 1_000_000, HoldoutShare = holdout };

    public static ExperimentTerms Terms(double holdout, long? nowMs = null) =>
        new() { Cohort = Cohort(holdout), AbandonWithin = TimeSpan.FromMinutes(5), NowMs = nowMs ?? LaterMs };

    public static HouseholdId Household(ulong number) => new(number * 0x9E3779B97F4A7C15, number);

    /// <summary>As the gate decides under a holdout share.</summary>
    public static LedgerRecord Record(ulong household, double holdout, int notice = 0) => new()
    {
        NoticeId = $"n{household}-{notice}",
        State = NoticeState.Sent,
        Household = Household(household),
        SessionId = $"s{household}-{notice}",
        VerdictId = "v",
        Culprit = Culprit.Isp,
        Isp = "verizon",
        Path = "cogent",
        Metro = "nyc",
        Cohort = "c",
        Holdout = CohortHash.Arm("salt", Household(household)) < holdout,
        Shadow = false,
        Text = "t",
        Language = "en",
        Shortfall = -1,
        DecidedMs = DecidedMs,
    };

    public static NoticeOutcome Outcome(LegEnd end = LegEnd.Idle, double hours = 1, long stalls = 0, bool returned = false)
    {
        var endMs = DecidedMs + (long)(hours * 3_600_000);
        return new()
        {
            DeliveredMs = DecidedMs + 5,
            BegunMs = returned ? endMs + 86_400_000 : null,
            Legs = new Dictionary<string, SessionLeg> { ["0"] = new(end, endMs, endMs - DecidedMs, 0, stalls) },
        };
    }
}
