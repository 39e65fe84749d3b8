using NoticeService.Domain.Ledger;
using static NoticeService.Domain.Ledger.NoticeState;

namespace NoticeService.Domain.Tests.Ledger;

public sealed class LedgerVerificationTests
{
    private static readonly DateOnly First = new(2014, 6, 5);

    private readonly LedgerRecord[] records = [LedgerRecords.Of("a"), LedgerRecords.Of("b", Displayed, 9), LedgerRecords.Of("c", Reserved)];

    [Fact]
    public void Whole_SaysNothing() => Assert.Empty(Verify([Seal(0, records)], records));

    [Fact]
    public void Record_Changed_IsNamed() =>
        Assert.Equal(["RecordChanged b"], Verify([Seal(0, records)], [records[0], records[1] with { Text = "another" }, records[2]]));

    // Even when whoever changed it also leaves the note that an honest move leaves.
    [Fact]
    public void Record_ChangedAndNoted_IsNamed() =>
        Assert.Equal(["RecordChanged b"], Verify([Seal(0, records)], [records[0], records[1] with { Isp = "comcast" }, records[2]], "b"));

    [Fact]
    public void Record_Removed_IsNamed() => Assert.Equal(["RecordRemoved a", "RecordRemoved c"], Verify([Seal(0, records)], [records[1]]));

    [Fact]
    public void Record_Added_IsNamed() => Assert.Equal(["RecordAdded d"], Verify([Seal(0, records)], [.. records, LedgerRecords.Of("d")]));

    [Fact]
    public void Record_AddedLateAndNoted_IsNoFault_UntilTheNextSealHasIt()
    {
        LedgerRecord[] later = [.. records, LedgerRecords.Of("d")];
        Assert.Empty(Verify([Seal(0, records)], later, "d"));
        var first = Seal(0, records);
        Assert.Empty(Verify([first, Seal(1, [], first, later[3])], later));
    }

    [Fact]
    public void Supplement_WhoseRecordIsGone_IsUnseen()
    {
        var first = Seal(0, records);
        var verification = new LedgerVerification();
        Assert.Empty(verification.Learn(first));
        Assert.Empty(verification.Learn(Seal(1, [], first, LedgerRecords.Of("d"))));
        Assert.Empty(verification.Compare(first, records.Select(SealedRecord.Of), _ => false));
        Assert.Equal(["d"], verification.Unseen);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void State_MovedOnAfterTheSeal_IsAFaultWithoutANote(bool noted, int faults)
    {
        LedgerRecord[] later = [records[0] with { State = Displayed, ReceiptMs = 20 }, records[1], records[2]];
        var found = Verify([Seal(0, records)], later, noted ? "a" : "none");
        Assert.Equal(faults, found.Count);
        Assert.All(found, f => Assert.Equal("StateChanged a", f));
    }

    [Fact]
    public void State_MovedBack_IsAFaultEvenWithANote() =>
        Assert.Equal(["StateChanged b"], Verify([Seal(0, records)], [records[0], records[1] with { State = Sent, ReceiptMs = null }, records[2]], "b"));

    [Fact]
    public void Supplement_ThatChangesARecord_IsFoundForEver()
    {
        var changed = records[1] with { Text = "another" };
        var first = Seal(0, records);
        Assert.Equal(["RecordChanged b"], Verify([first, Seal(1, [], first, changed)], [records[0], changed, records[2]]));
    }

    [Fact]
    public void List_OfASeal_Changed_IsNamed()
    {
        var seal = Seal(0, records);
        var shorter = seal with { Records = [.. seal.Records.Skip(1)] };
        Assert.Equal(["SealChanged ", "RecordAdded a"], Verify([shorter], records));
    }

    [Fact]
    public void Seal_MadeAnewInTheMiddle_BreaksTheChain()
    {
        var first = Seal(0, records);
        var second = Seal(1, [], first);
        var forged = Seal(0, [records[0]]);
        Assert.Equal(["ChainBroken ", "RecordAdded b", "RecordAdded c"], Verify([forged, second], records));
    }

    [Fact]
    public void Seal_LeftOut_IsNamed()
    {
        var first = Seal(0, records);
        var second = Seal(1, [], first);
        var verification = new LedgerVerification();
        var found = verification.Learn(first).Concat(verification.Learn(Seal(2, [], second))).ToList();
        Assert.Equal([new(LedgerFault.SealMissing, First.AddDays(1), null), new(LedgerFault.ChainBroken, First.AddDays(2), null)], found);
    }

    [Fact]
    public void Seal_Text_ComesBack_AndIsNotTakenWhenItsHashIsNot()
    {
        var day = Seal(3, records, Seal(2, []), LedgerRecords.Of("x y", Failed, 3));
        var text = day.Lines().ToList();
        var read = SealedDay.Parse(text);
        Assert.Equal(day.Seal, read.Seal);
        Assert.Equal(day.Records, read.Records);
        Assert.Equal(day.Supplement, read.Supplement);
        Assert.Throws<FormatException>(() => SealedDay.Parse(text.Select(l => l.Replace("sealed 1 ", "sealed 2 ", StringComparison.Ordinal))));
        Assert.Throws<FormatException>(() => SealedDay.Parse(["nonsense"]));
    }

    [Fact]
    public void Copy_AgainstTheRecord_AllowsOnlyALaterState()
    {
        var copy = LedgerRecords.Of("a");
        Assert.Null(LedgerVerification.Compare(SealedRecord.Of(copy), copy));
        Assert.Null(LedgerVerification.Compare(SealedRecord.Of(copy), copy with { State = Displayed, ReceiptMs = 5 }));
        Assert.Equal(LedgerFault.StateChanged, LedgerVerification.Compare(SealedRecord.Of(copy), copy with { State = Reserved }));
        Assert.Equal(LedgerFault.RecordChanged, LedgerVerification.Compare(SealedRecord.Of(copy), copy with { Cohort = "other" }));
        Assert.Equal(LedgerFault.RecordRemoved, LedgerVerification.Compare(SealedRecord.Of(copy), null));
    }

    private static SealedDay Seal(int day, LedgerRecord[] records, SealedDay? before = null, params LedgerRecord[] supplement)
    {
        SealedRecord[] own = [.. records.Select(SealedRecord.Of)];
        SealedRecord[] late = [.. supplement.Select(SealedRecord.Of)];
        return new(DaySeal.Of(First.AddDays(day), before?.Seal.Hash() ?? default, own, late, epoch: 1, sealedMs: 5), own, late);
    }

    private static List<string> Verify(SealedDay[] seals, LedgerRecord[] present, params string[] noted)
    {
        var verification = new LedgerVerification();
        var findings = seals.SelectMany(verification.Learn).ToList();
        findings.AddRange(verification.Compare(seals[0], present.Select(SealedRecord.Of), id => noted.Contains(id)));
        return [.. findings.Select(f => $"{f.Fault} {f.NoticeId}")];
    }
}
