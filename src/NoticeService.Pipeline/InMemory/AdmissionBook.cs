using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>Who was told when, and who is enrolled where and in which arm: cooldown, arms and cap. Times are us on one clock. Not thread-safe.</summary>
internal sealed class AdmissionBook
{
    private readonly Dictionary<HouseholdId, long> toldAtMicros = [];

    // Households by whether they are held out.
    private readonly Dictionary<string, Dictionary<HouseholdId, bool>> enrolled = new(StringComparer.Ordinal);

    /// <summary>Users enrolled in a cohort so far.</summary>
    public long Enrolled(string cohort) => enrolled.TryGetValue(cohort, out var users) ? users.Count : 0;

    /// <summary>Of them, held out.</summary>
    public long HeldOut(string cohort) => enrolled.TryGetValue(cohort, out var users) ? users.Values.Count(heldOut => heldOut) : 0;

    /// <summary>The first of the cohorts that has a user; null when none has.</summary>
    public Enrolment? EnrolmentOf(HouseholdId household, IEnumerable<string> cohorts)
    {
        foreach (var cohort in cohorts)
        {
            if (enrolled.TryGetValue(cohort, out var users) && users.TryGetValue(household, out var holdout))
            {
                return new(cohort, holdout);
            }
        }

        return null;
    }

    /// <summary>Whether cooldown, arm and cap let a notice through. Changes nothing.</summary>
    public AdmissionDecision Check(AdmissionRequest request, long nowMicros)
    {
        var record = request.Record;
        var cooldownMicros = request.Cooldown.Ticks / TimeSpan.TicksPerMicrosecond;
        if (toldAtMicros.TryGetValue(record.Household, out var told) && nowMicros < told + cooldownMicros)
        {
            return new(RefusalReason.Cooldown, TimeSpan.FromMicroseconds(told + cooldownMicros - nowMicros));
        }

        if (EnrolmentOf(record.Household, request.OtherCohorts.Prepend(record.Cohort)) is not { } enrolment)
        {
            return Enrolled(record.Cohort) >= request.HardCap ? new(RefusalReason.CapReached, TimeSpan.Zero) : default;
        }

        return enrolment == new Enrolment(record.Cohort, record.Holdout)
            ? default
            : new(RefusalReason.EnrolledElsewhere, TimeSpan.Zero, Enrolment: enrolment);
    }

    /// <summary>Notes what <see cref="Check"/> let through.</summary>
    public void Commit(AdmissionRequest request, long nowMicros)
    {
        if (request.Cooldown > TimeSpan.Zero)
        {
            toldAtMicros[request.Record.Household] = nowMicros;
        }

        Enrol(request.Record);
    }

    /// <summary>Notes what was let through before, and forgotten.</summary>
    public void Restore(LedgerRecord record, long toldMicros)
    {
        toldAtMicros[record.Household] = Math.Max(toldAtMicros.GetValueOrDefault(record.Household), toldMicros);
        Enrol(record);
    }

    public void Clear()
    {
        toldAtMicros.Clear();
        enrolled.Clear();
    }

    private void Enrol(LedgerRecord record)
    {
        if (!enrolled.TryGetValue(record.Cohort, out var users))
        {
            enrolled[record.Cohort] = users = [];
        }

        users.TryAdd(record.Household, record.Holdout);
    }
}
