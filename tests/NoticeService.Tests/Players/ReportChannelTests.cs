using NoticeService.Pipeline.Sessions;
using NoticeService.Players;

namespace NoticeService.Tests.Players;

/// <summary>The way back to a player that reports: who is held out waits, is reached and is missed exactly as who is told.</summary>
public sealed class ReportChannelTests
{
    private const long ExpiresMs = 1_000;

    private static readonly OutgoingNotice Notice = new("n1", "The Verizon network is crowded right now", "en", ExpiresMs);

    private readonly ReportChannel channel = new();

    [Theory]
    [InlineData(ExpiresMs - 1, true, true)]
    [InlineData(ExpiresMs, true, false)]
    [InlineData(ExpiresMs - 1, false, false)]
    public async Task NextReport_DecidesForBothAlike(long atMs, bool mayShow, bool reached)
    {
        var sent = channel.SendAsync(Notice, () => mayShow, CancellationToken.None);
        Assert.False(sent.IsCompleted);
        Assert.Equal(reached ? Notice : null, channel.Take(atMs));
        Assert.Equal(reached, await sent);

        var withheld = channel.WithholdAsync(ExpiresMs, () => mayShow, CancellationToken.None);
        Assert.False(withheld.IsCompleted);
        Assert.Null(channel.Take(atMs));
        Assert.Equal(reached, await withheld);

        // What was taken is not taken twice.
        Assert.Null(channel.Take(0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SecondWhileOneWaits_AndAnyAfterTheEnd_IsNotReached(bool withheld)
    {
        var first = BeginAsync(withheld);
        Assert.False(await BeginAsync(withheld: true));
        Assert.False(await BeginAsync(withheld: false));
        Assert.False(first.IsCompleted);
        channel.Close(SessionEnd.Ended);
        Assert.False(await first);
        Assert.False(await BeginAsync(withheld));
        Assert.Null(channel.Take(0));
    }

    private ValueTask<bool> BeginAsync(bool withheld) => withheld
        ? channel.WithholdAsync(ExpiresMs, () => true, CancellationToken.None)
        : channel.SendAsync(Notice, () => true, CancellationToken.None);
}
