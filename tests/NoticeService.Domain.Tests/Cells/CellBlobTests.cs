using FsCheck;
using FsCheck.Fluent;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;

namespace NoticeService.Domain.Tests.Cells;

public sealed class CellBlobTests
{
    private static readonly Window Now = new(170_000_000);

    private static readonly Gen<IReadOnlyList<CellStats>> Cells =
        from seed in Gen.Choose(0, int.MaxValue)
        from size in Gen.Choose(0, 400)
        select CellAssembly.Build(Contributions(seed, size));

    [Fact]
    public void Decode_WhatEncodeWrote_IsTheSame() => Prop.ForAll(Arb.From(Cells), cells =>
    {
        var blob = CellBlob.Encode(Now, cells);
        var (window, decoded) = CellBlob.Decode(blob);
        return window == Now && CellBlob.Encode(Now, decoded).AsSpan().SequenceEqual(blob);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decode_AnyCutOrFlippedByte_ThrowsFormatOrReads()
    {
        var blob = CellBlob.Encode(Now, CellAssembly.Build(Contributions(7, 60)));
        for (var at = 0; at < blob.Length; at++)
        {
            Assert.Throws<FormatException>(() => CellBlob.Decode(blob.AsSpan(0, at)));
            var flipped = blob.ToArray();
            flipped[at] ^= 0xff;
            try
            {
                CellBlob.Decode(flipped);
            }
            catch (FormatException exception)
            {
                Assert.StartsWith("Not a cell blob", exception.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Merge_InAnyOrderAndGrouping_IsTheSame() => Prop.ForAll(Arb.From(Cells), Arb.From(Cells), Arb.From(Cells), (a, b, c) =>
    {
        var left = CellMerge.Merge([CellMerge.Merge([a, b]), c]);
        var right = CellMerge.Merge([c, CellMerge.Merge([b, a])]);
        return CellBlob.Encode(Now, left).AsSpan().SequenceEqual(CellBlob.Encode(Now, right));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merge_StratumInWhichNobodyIs_ChangesNothing()
    {
        var (full, empty) = (new ShortfallHistogram(), new ShortfallHistogram());
        full.Add(100, 3);
        full.Merge(empty);
        empty.Merge(full);
        Assert.Equal((3, 3, full.Median), (full.Total, empty.Total, empty.Median));
    }

    [Fact]
    public void Merge_SoManyBinsHigher_MovesEveryCount_AndKeepsThoseAtTheEdges()
    {
        var (from, to) = (new ShortfallHistogram(), new ShortfallHistogram());
        from.Add(0, 1);
        from.Add(90, 2);
        from.Add(ShortfallHistogram.Bins - 1, 4);
        to.Merge(from, 16);
        Assert.Equal((7, 1), (to.Total, to.CountBelow(ShortfallHistogram.MiddleOf(17))));
        Assert.Equal(3, to.CountBelow(ShortfallHistogram.MiddleOf(107)));
        to.Merge(from, -200);
        Assert.Equal(7, to.CountBelow(ShortfallHistogram.MiddleOf(1)));
    }

    [Fact]
    public void Build_ContributionsShuffled_IsTheSame()
    {
        var contributions = Contributions(3, 300);
        var reversed = contributions.Reverse().ToArray();
        Assert.Equal(CellBlob.Encode(Now, CellAssembly.Build(contributions)), CellBlob.Encode(Now, CellAssembly.Build(reversed)));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(50, 3)]
    public void Build_ManyHouseholdsInOneBlock_CountAtMostThree(int households, int counted)
    {
        var one = Enumerable.Range(0, households).Select(i => new Contribution(
            new CellKey("isp", "path", "metro"), "s1", new HouseholdId(1, (ulong)i), 42, -0.5, 12, false)).ToArray();
        var cell = Assert.Single(CellAssembly.Build(one));
        Assert.Equal(households, cell.Sessions);
        Assert.Equal(counted, cell.Strata.Values.Sum(h => h.Total));
        Assert.Equal(1, cell.Blocks.Count);
    }

    private static Contribution[] Contributions(int seed, int size)
    {
        var random = new System.Random(seed);
        return [.. Enumerable.Range(0, size).Select(_ => new Contribution(
            new CellKey($"isp{random.Next(3)}", $"path{random.Next(2)}", "nyc"),
            $"server{random.Next(3)}",
            new HouseholdId(0, (ulong)random.NextInt64()),
            (ulong)random.Next(100),
            random.Next(5) == 0 ? null : random.NextDouble() * 10 - 6.5,
            random.Next(10, 16),
            random.Next(4) == 0))];
    }
}
