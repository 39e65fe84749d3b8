using System.Text.Json;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Ledger;

/// <summary>The vectors were made from the description of the format by a program of another language.</summary>
public sealed class CanonicalRecordTests
{
    private static readonly JsonDocument Vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Ledger", "canonical.json")));

    public static TheoryData<int> Records() => [.. Enumerable.Range(0, Vectors.RootElement.GetProperty("records").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Records))]
    public void Record_HasTheBytesAndHashesOfItsVector(int index)
    {
        var vector = Vectors.RootElement.GetProperty("records")[index];
        var record = Read(vector.GetProperty("record"));
        Assert.Equal(vector.GetProperty("bytes").GetString(), Convert.ToHexStringLower(CanonicalRecord.Write(record)));
        Assert.Equal(record, CanonicalRecord.Read(CanonicalRecord.Write(record)));
        Assert.Equal(vector.GetProperty("body").GetString(), CanonicalRecord.BodyHash(record).ToString());
        Assert.Equal(vector.GetProperty("leaf").GetString(), SealedRecord.Of(record).Leaf().ToString());
    }

    [Fact]
    public void Chain_HasTheHashesOfItsVectors()
    {
        var records = Vectors.RootElement.GetProperty("records").EnumerateArray().Select(v => SealedRecord.Of(Read(v.GetProperty("record")))).ToList();
        Digest previous = default;
        var seals = 0;
        foreach (var vector in Vectors.RootElement.GetProperty("chain").EnumerateArray())
        {
            var seal = DaySeal.Of(
                DateOnly.ParseExact(vector.GetProperty("day").GetString()!, "yyyy-MM-dd"),
                previous,
                vector.GetProperty("records").EnumerateArray().Select(i => records[i.GetInt32()]),
                vector.GetProperty("supplement").EnumerateArray().Select(i => records[i.GetInt32()]),
                vector.GetProperty("epoch").GetInt64(),
                vector.GetProperty("sealed_ms").GetInt64());
            previous = seal.Hash();
            Assert.Equal(vector.GetProperty("hash").GetString(), previous.ToString());
            Assert.Equal(previous, Digest.Parse(previous.ToString()));
            seals++;
        }

        Assert.Equal(3, seals);
    }

    [Fact]
    public void Read_EveryPrefix_IsAFormatError()
    {
        var bytes = CanonicalRecord.Write(LedgerRecords.Of("a") with { Figures = new(8_000, -0.25, true, [new(1_401_998_390_000, 2_400, -1.25, true)]) });
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<FormatException>(() => CanonicalRecord.Read(bytes.AsSpan(0, length)));
        }

        Assert.Throws<FormatException>(() => CanonicalRecord.Read([.. bytes, 0]));
    }

    [Theory]
    [InlineData(SessionFigures.MostWindows, true)]
    [InlineData(SessionFigures.MostWindows + 1, false)]
    public void Read_MoreWindowsThanAny_IsAFormatError(int windows, bool reads)
    {
        var figures = new SessionFigures(8_000, 0, false, [.. Enumerable.Repeat(new MeasuredWindow(0, 2_400, -1.25, false), windows)]);
        var bytes = CanonicalRecord.Write(LedgerRecords.Of("a") with { Figures = figures });
        Assert.Equal(reads ? null : typeof(FormatException), Record.Exception(() => CanonicalRecord.Read(bytes))?.GetType());
    }

    [Fact]
    public void BodyHash_AnyFigureChanged_IsAnother()
    {
        var figures = new SessionFigures(8_000, -0.25, false, [new(10_000, 7_900, 0.1, false), new(20_000, 2_400, -1.25, false)]);
        var first = figures.Windows[0];
        SessionFigures[] all =
        [
            figures,
            figures with { NormKbps = 8_001 },
            figures with { CalmShortfall = -0.5 },
            figures with { Starved = true },
            figures with { Windows = figures.Windows[1..] },
            figures with { Windows = figures.Windows.SetItem(0, first with { StartMs = 0 }) },
            figures with { Windows = figures.Windows.SetItem(0, first with { Kbps = 1 }) },
            figures with { Windows = figures.Windows.SetItem(0, first with { Shortfall = 0 }) },
            figures with { Windows = figures.Windows.SetItem(0, first with { Starved = true }) },
        ];
        Assert.Equal(all.Length + 1, all.Select(f => LedgerRecords.Of("a") with { Figures = f }).Append(LedgerRecords.Of("a")).Select(CanonicalRecord.BodyHash).Distinct().Count());
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    private static LedgerRecord Read(JsonElement json) => new()
    {
        NoticeId = json.GetProperty("notice_id").GetString()!,
        State = Enum.Parse<NoticeState>(json.GetProperty("state").GetString()!, ignoreCase: true),
        Household = HouseholdId.TryParse(json.GetProperty("household").GetString(), out var household) ? household : default,
        SessionId = json.GetProperty("session_id").GetString()!,
        VerdictId = json.GetProperty("verdict_id").GetString()!,
        Culprit = Enum.Parse<Culprit>(json.GetProperty("culprit").GetString()!),
        Isp = json.GetProperty("isp").GetString()!,
        Path = json.GetProperty("path").GetString()!,
        Metro = json.GetProperty("metro").GetString()!,
        Cohort = json.GetProperty("cohort").GetString()!,
        Holdout = json.GetProperty("holdout").GetBoolean(),
        Shadow = json.GetProperty("shadow").GetBoolean(),
        Text = json.GetProperty("text").GetString()!,
        Language = json.GetProperty("language").GetString()!,
        Shortfall = json.GetProperty("shortfall").GetDouble(),
        DecidedMs = json.GetProperty("decided_ms").GetInt64(),
        ReceiptMs = json.GetProperty("receipt_ms").GetInt64() is var receipt && receipt != 0 ? receipt : null,
        Figures = json.TryGetProperty("figures", out var figures) ? ReadFigures(figures) : null,
    };

    private static SessionFigures ReadFigures(JsonElement json) => new(
        json.GetProperty("norm_kbps").GetInt64(),
        json.GetProperty("calm_shortfall").GetDouble(),
        json.GetProperty("starved").GetBoolean(),
        [.. json.GetProperty("windows").EnumerateArray().Select(w => new MeasuredWindow(
            w.GetProperty("start_ms").GetInt64(), w.GetProperty("kbps").GetInt64(), w.GetProperty("shortfall").GetDouble(), w.GetProperty("starved").GetBoolean()))]);
}
