using NoticeService.Domain.Cells;
using NoticeService.Domain.Samples;

namespace NoticeService.Domain.Tests.Samples;

public sealed class RecentWindowsTests
{
    private static readonly CdnServerRef s_server = new("cache1", new CellKey("verizon", "cogent", "nyc"));

    [Fact]
    public void Push_KeepsTheNewestWindows_NewestFirst()
    {
        var recent = new RecentWindows();
        for (var i = 1; i <= RecentWindows.Capacity + 1; i++)
        {
            recent.Push(Slot(1_000 * i, 2_000_000, starvedMs: i % 2 * 10), silent: 0);
        }

        for (var back = 0; back < RecentWindows.Capacity; back++)
        {
            var number = RecentWindows.Capacity + 1 - back;
            Assert.Equal(Math.Log2(1_000 * number), recent.Measured(back)!.Value.Log2Kbps, 0.0005);
            Assert.Equal(Math.Log2(2_000_000), recent.Measured(back)!.Value.Log2Bytes, 0.0005);
            Assert.Equal(number % 2 == 1, recent.Starved(back));
        }
    }

    [Theory]
    [InlineData(RecentWindows.Capacity - 2, true)]
    [InlineData(RecentWindows.Capacity - 1, false)]
    public void Push_AfterSilence_ForgetsWhatIsTooLongAgo(long silent, bool keeps)
    {
        var recent = new RecentWindows();
        recent.Push(Slot(1_000, 0, starvedMs: 10), silent: 0);
        recent.Push(Slot(2_000, 0), silent);
        Assert.NotNull(recent.Measured(0));
        Assert.All(Enumerable.Range(1, RecentWindows.Capacity - 2), back => Assert.Null(recent.Measured(back)));
        Assert.Equal(keeps, recent.Measured(RecentWindows.Capacity - 1) is not null);
        Assert.Equal(keeps, recent.Starved(RecentWindows.Capacity - 1));
    }

    [Fact]
    public void Push_ASlotThatMeasuredNothing_IsNoMeasurement()
    {
        var recent = new RecentWindows();
        var slot = new WindowSlot();
        slot.Add(s_server, default, testifies: false, hurts: false);
        recent.Push(slot, silent: 0);
        Assert.Null(recent.Measured(0));
    }

    [Fact]
    public void Measured_OfNothingArrived_IsTheLowestLevel()
    {
        var recent = new RecentWindows();
        recent.Push(Slot(0, 0), silent: 0);
        Assert.Equal((0, 0), recent.Measured(0));
    }

    private static WindowSlot Slot(long kbps, long bytes, long starvedMs = 0)
    {
        var slot = new WindowSlot();
        slot.Add(s_server, new Sample(kbps, 0, 0, 20_000, starvedMs, bytes, AppLimited.No, "cache1", 0), testifies: true, hurts: false);
        return slot;
    }
}
