namespace NoticeService.Domain.Ledger;

/// <summary>
/// Holds a ledger against its seals. First every seal in the order of days (<see cref="Learn"/>), then each day's records
/// (<see cref="Compare"/>), then what supplements name and no day had (<see cref="Unseen"/>). Not thread-safe.
/// </summary>
public sealed class LedgerVerification
{
    private readonly Dictionary<string, List<SealedRecord>> supplements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateOnly> firstNamed = new(StringComparer.Ordinal);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private DaySeal? last;

    /// <summary>Seals learned.</summary>
    public int Seals { get; private set; }

    /// <summary>Ids that supplements name and no compared day had.</summary>
    public IEnumerable<string> Unseen => supplements.Keys.Where(id => !seen.Contains(id));

    /// <summary>The day whose supplement was the first to name a notice.</summary>
    public DateOnly DayOf(string noticeId) => firstNamed[noticeId];

    /// <summary>Takes the next seal: whether it follows the last, and seals its lists.</summary>
    public IEnumerable<LedgerFinding> Learn(SealedDay day)
    {
        ArgumentNullException.ThrowIfNull(day);
        var findings = new List<LedgerFinding>();
        var seal = day.Seal;
        for (var missing = last?.Day.AddDays(1) ?? seal.Day; missing < seal.Day; missing = missing.AddDays(1))
        {
            findings.Add(new(LedgerFault.SealMissing, missing, null));
        }

        if (seal.Previous != (last?.Hash() ?? default))
        {
            findings.Add(new(LedgerFault.ChainBroken, seal.Day, null));
        }

        if (seal != DaySeal.Of(seal.Day, seal.Previous, day.Records, day.Supplement, seal.Epoch, seal.SealedMs))
        {
            findings.Add(new(LedgerFault.SealChanged, seal.Day, null));
        }

        foreach (var record in day.Supplement)
        {
            if (!supplements.TryGetValue(record.NoticeId, out var course))
            {
                supplements[record.NoticeId] = course = [];
                firstNamed[record.NoticeId] = seal.Day;
            }

            course.Add(record);
        }

        last = seal;
        Seals++;
        return findings;
    }

    /// <summary>Holds the records that are there against those that were sealed.</summary>
    /// <param name="day">One of the sealed days.</param>
    /// <param name="records">All that were decided on it, as they stand now.</param>
    /// <param name="isNoted">Whether a notice came or moved after its day was sealed, as the store noted when it did: the next seal has it.</param>
    public IEnumerable<LedgerFinding> Compare(SealedDay day, IEnumerable<SealedRecord> records, Func<string, bool> isNoted)
    {
        ArgumentNullException.ThrowIfNull(day);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(isNoted);
        var findings = new List<LedgerFinding>();
        var expected = day.Records.ToDictionary(r => r.NoticeId, StringComparer.Ordinal);
        foreach (var record in records)
        {
            seen.Add(record.NoticeId);
            if (Fault(record, CourseOf(expected, record.NoticeId), isNoted) is { } fault)
            {
                findings.Add(new(fault, day.Seal.Day, record.NoticeId));
            }

            expected.Remove(record.NoticeId);
        }

        seen.UnionWith(expected.Keys);
        findings.AddRange(expected.Keys.Order(StringComparer.Ordinal).Select(id => new LedgerFinding(LedgerFault.RecordRemoved, day.Seal.Day, id)));
        return findings;
    }

    /// <summary>Holds a copy that was kept elsewhere, such as in a journal, against the record that is there.</summary>
    /// <returns>Null when the record says the same, at the copy's state or a later one.</returns>
    public static LedgerFault? Compare(SealedRecord copy, LedgerRecord? present) =>
        present is null ? LedgerFault.RecordRemoved
        : copy.Body != CanonicalRecord.BodyHash(present) ? LedgerFault.RecordChanged
        : NoticeProgress.IsLater(copy.State, copy.ReceiptMs, present.State, present.ReceiptMs) ? LedgerFault.StateChanged
        : null;

    private List<SealedRecord> CourseOf(Dictionary<string, SealedRecord> expected, string noticeId)
    {
        var course = expected.TryGetValue(noticeId, out var first) ? new List<SealedRecord> { first } : [];
        if (supplements.TryGetValue(noticeId, out var later))
        {
            course.AddRange(later);
        }

        return course;
    }

    // Every step of the course, and the last to what is there now, must keep the body and move forward; and the last must be noted.
    private static LedgerFault? Fault(SealedRecord now, List<SealedRecord> course, Func<string, bool> isNoted)
    {
        if (course.Count == 0)
        {
            return isNoted(now.NoticeId) ? null : LedgerFault.RecordAdded;
        }

        course.Add(now);
        if (course.Any(step => step.Body != course[0].Body))
        {
            return LedgerFault.RecordChanged;
        }

        for (var i = 1; i < course.Count; i++)
        {
            var (from, to) = (course[i - 1], course[i]);
            if (from != to && !NoticeProgress.IsLater(to.State, to.ReceiptMs, from.State, from.ReceiptMs))
            {
                return LedgerFault.StateChanged;
            }
        }

        return course[^2] == now || isNoted(now.NoticeId) ? null : LedgerFault.StateChanged;
    }
}
