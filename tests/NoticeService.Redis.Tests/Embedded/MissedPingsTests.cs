using NoticeService.Redis.Embedded;

namespace NoticeService.Redis.Tests.Embedded;

/// <summary>When silence means that a store hangs.</summary>
public sealed class MissedPingsTests
{
    [Fact]
    public void Note_OneMissShortOfTheLimit_IsNoHang()
    {
        var pings = new MissedPings(3);
        Assert.False(pings.Note(false));
        Assert.False(pings.Note(false));
        Assert.False(pings.Note(true));
        Assert.False(pings.Note(false));
        Assert.False(pings.Note(false));
    }

    [Fact]
    public void Note_AsManyMissesInARow_IsAHang()
    {
        var pings = new MissedPings(3);
        Assert.False(pings.Note(true));
        Assert.False(pings.Note(false));
        Assert.False(pings.Note(false));
        Assert.True(pings.Note(false));
    }
}
