using System.Globalization;

namespace NoticeService.Domain.Ledger;

/// <summary>A seal and the lists that it seals, and its text, which is the same in the store and in a file.</summary>
/// <param name="Seal">The seal.</param>
/// <param name="Records">Of the day, in the order of their ids.</param>
/// <param name="Supplement">Of days before, in the order of their ids.</param>
public sealed record SealedDay(DaySeal Seal, IReadOnlyList<SealedRecord> Records, IReadOnlyList<SealedRecord> Supplement)
{
    private const string Head = "notice-ledger-seal 1";

    /// <summary>Lines that begin with what they are; the lists' have kind (r or s), state, receipt, hash of the body, notice id.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Head;
        yield return string.Create(CultureInfo.InvariantCulture, $"day {Seal.Day:yyyy-MM-dd}");
        yield return $"previous {Seal.Previous}";
        yield return string.Create(CultureInfo.InvariantCulture, $"records {Seal.Records} {Seal.RecordsRoot}");
        yield return string.Create(CultureInfo.InvariantCulture, $"supplement {Seal.Supplement} {Seal.SupplementRoot}");
        yield return string.Create(CultureInfo.InvariantCulture, $"sealed {Seal.Epoch} {Seal.SealedMs}");
        yield return $"hash {Seal.Hash()}";
        foreach (var record in Records)
        {
            yield return Line('r', record);
        }

        foreach (var record in Supplement)
        {
            yield return Line('s', record);
        }
    }

    /// <summary>Reads what <see cref="Lines"/> wrote. Whether the hashes hold is for <see cref="LedgerVerification"/> to say.</summary>
    /// <exception cref="FormatException">It is not that, or its hash is not the hash of what it says.</exception>
    public static SealedDay Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        using var reader = lines.GetEnumerator();
        if (!reader.MoveNext() || reader.Current != Head)
        {
            throw new FormatException("It is not a seal of this version.");
        }

        var day = Words(reader, "day", 1);
        var previous = Words(reader, "previous", 1);
        var own = Words(reader, "records", 2);
        var late = Words(reader, "supplement", 2);
        var by = Words(reader, "sealed", 2);
        var seal = new DaySeal
        {
            Day = DateOnly.ParseExact(day[0], "yyyy-MM-dd", CultureInfo.InvariantCulture),
            Previous = Digest.Parse(previous[0]),
            Records = Number(own[0]),
            RecordsRoot = Digest.Parse(own[1]),
            Supplement = Number(late[0]),
            SupplementRoot = Digest.Parse(late[1]),
            Epoch = Number(by[0]),
            SealedMs = Number(by[1]),
        };
        if (Digest.Parse(Words(reader, "hash", 1)[0]) != seal.Hash())
        {
            throw new FormatException($"The seal of {day[0]} does not have the hash that it says.");
        }

        List<SealedRecord> records = [], supplement = [];
        while (reader.MoveNext())
        {
            var words = reader.Current.Split(' ', 5);
            var list = words switch
            {
                ["r", _, _, _, _] => records,
                ["s", _, _, _, _] => supplement,
                _ => throw new FormatException($"The seal of {day[0]} has a line that is none of ours."),
            };
            var state = Number(words[1]);
            list.Add(new SealedRecord(
                words[4],
                state is >= 0 and <= (long)NoticeState.Withheld ? (NoticeState)state : throw new FormatException("A sealed state is none of ours."),
                Number(words[2]) is var receipt && receipt != 0 ? receipt : null,
                Digest.Parse(words[3])));
        }

        return new SealedDay(seal, records, supplement);
    }

    private static string Line(char kind, in SealedRecord record) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind} {(int)record.State} {record.ReceiptMs ?? 0} {record.Body} {record.NoticeId}");

    private static string[] Words(IEnumerator<string> reader, string name, int count)
    {
        var words = reader.MoveNext() ? reader.Current.Split(' ') : [];
        return words.Length == count + 1 && words[0] == name ? words[1..] : throw new FormatException($"A seal has no line '{name}'.");
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"'{text}' in a seal is not a number.");
}
