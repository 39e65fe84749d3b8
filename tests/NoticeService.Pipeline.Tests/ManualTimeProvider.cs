namespace NoticeService.Pipeline.Tests;

/// <summary>A clock that only the test moves.</summary>
internal sealed class ManualTimeProvider(long startMs) : TimeProvider
{
    private long nowMs = startMs;

    public long NowMs => nowMs;

    public override long TimestampFrequency => 1_000;

    public void Advance(long ms) => nowMs += ms;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(nowMs);

    public override long GetTimestamp() => nowMs;
}
