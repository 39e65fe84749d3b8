using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Ports;

namespace NoticeService.TestKit.Contracts;

/// <summary>Builds requests and records for tests.</summary>
public static class Notices
{
    /// <summary>Never refuses.</summary>
    public static readonly LeaseTerms Free = new(1, 1_000_000);

    public static LedgerRecord Record(ulong household, string? id = null, string isp = "verizon", string cohort = "test", long decidedMs = 1_401_998_400_000) => new()
    {
        NoticeId = id ?? $"n{household}",
        State = NoticeState.Reserved,
        Household = new HouseholdId(household, household),
        SessionId = $"session {household}",
        VerdictId = "interconnect.verizon.cogent.20140605T200010Z",
        Culprit = Culprit.Interconnect,
        Isp = isp,
        Path = "cogent",
        Metro = "nyc",
        Cohort = cohort,
        Holdout = false,
        Shadow = false,
        Text = "The path we have chosen to reach Verizon's network is crowded right now. «ü»\n\"quoted\"",
        Language = "en",
        Shortfall = -1.2345678901234567,
        DecidedMs = decidedMs,
        Figures = new SessionFigures(24_310, -0.2187654321098765, household % 2 == 0, [
            new(decidedMs - 30_000, 23_011, 0.1396, false), new(decidedMs - 10_000, 8_791, -1.2345678901234567, household % 2 == 0)]),
    };

    public static AdmissionRequest Request(ulong household, string? id = null) => Request(Record(household, id));

    public static AdmissionRequest Request(LedgerRecord record) => new()
    {
        Record = record,
        Cooldown = TimeSpan.FromHours(24),
        HardCap = 1_000_000,
        LeaseEndsMicros = long.MaxValue / 1_000,
    };

    /// <summary>Of a lease that lives a day, so that no busy machine lets it lapse.</summary>
    public static LeaseRequest Lease(int wanted, LeaseTerms? ispTerms = null, LeaseTerms? globalTerms = null, string isp = "verizon") => new()
    {
        Isp = isp,
        Wanted = wanted,
        IspTerms = ispTerms ?? Free,
        GlobalTerms = globalTerms ?? Free,
        Life = TimeSpan.FromDays(1),
    };

    /// <summary>The rate as SPECS section 5 has it, with nothing taken off for the life of the leases.</summary>
    public static LeaseTerms Exactly(double perSecond, int burst) => LeaseTerms.Of(new PacingRate(perSecond, burst), TimeSpan.Zero);
}
