namespace NoticeService.Pipeline.Tests;

/// <summary>A clock that only the test moves.</summary>
internal sealed class ManualTimeProvider(long startMs) : TimeProvider
{
    private long nowMs = startMs;
    private long wrongByMs;

    public long NowMs => nowMs + wrongByMs;

    public override long TimestampFrequency => 1_000;

    public void Advance(long ms) => nowMs += ms;

    /// <summary>Sets the clock, and no time passes.</summary>
    public void Set(long byMs) => wrongByMs += byMs;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);

    public override long GetTimestamp() => nowMs;
}
