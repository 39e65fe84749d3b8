using NoticeService.Lab.Commands;

namespace NoticeService.Lab.Tests.Commands;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    public void TryParse_NumberAndUnit_IsSeconds(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("0")]
    [InlineData("-5s")]
    [InlineData("5x")]
    [InlineData("1e9")]
    public void TryParse_Anything_ElseIsRefused(string text) => Assert.False(Durations.TryParse(text, out _));
}
