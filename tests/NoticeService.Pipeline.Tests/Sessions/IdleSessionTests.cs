using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Samples;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Tests.Sessions;

/// <summary>Sessions from which nothing comes are ended, each kind after its own time.</summary>
public sealed class IdleSessionTests : IDisposable
{
    private const long WatchIdleMs = 600_000;
    private const long ReportIdleMs = 60_000;

    private static readonly SessionOptions s_defaults = new();

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider clock = new(1_700_000_000_000);
    private readonly SessionDirectory sessions;

    public IdleSessionTests()
    {
        var metrics = new SessionMetrics(services.GetRequiredService<IMeterFactory>());
        sessions = new SessionDirectory(new HouseholdDirectory(new InMemoryNormStore()), new FeedHolder(), metrics, Options.Create(s_defaults), clock);
    }

    public void Dispose() => services.Dispose();

    [Theory]
    [InlineData(SessionKind.Watch, WatchIdleMs, false)]
    [InlineData(SessionKind.Watch, WatchIdleMs + 1, true)]
    [InlineData(SessionKind.Report, ReportIdleMs, false)]
    [InlineData(SessionKind.Report, ReportIdleMs + 1, true)]
    public void EndIdle_NothingCameForSoLong_EndsOnlyWhatIsOverItsTime(SessionKind kind, long silentMs, bool ends)
    {
        var channel = Start(kind, out _);
        clock.Advance(silentMs);
        sessions.EndIdle();
        Assert.Equal(ends ? SessionEnd.Idle : null, channel.Closed);
        Assert.Equal(ends ? 0 : 1, sessions.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EndIdle_SomethingCame_TheTimeBeginsAnew(bool bad)
    {
        var channel = Start(SessionKind.Watch, out var session);
        clock.Advance(WatchIdleMs);
        if (bad)
        {
            // A sample that is dropped comes from a player that is there.
            sessions.Record(session, default(Sample) with { Server = "nowhere" });
        }
        else
        {
            session.Touch(clock.NowMs);
        }

        clock.Advance(WatchIdleMs);
        sessions.EndIdle();
        Assert.Null(channel.Closed);
        clock.Advance(1);
        sessions.EndIdle();
        Assert.Equal(SessionEnd.Idle, channel.Closed);
    }

    [Theory]
    [InlineData(3_600_000)]
    [InlineData(-3_600_000)]
    public void EndIdle_TheClockWasSet_EndsNobody_AndTheTimeBeginsAnew(long byMs)
    {
        var channel = Start(SessionKind.Watch, out _);
        clock.Advance(WatchIdleMs);
        clock.Set(byMs);
        sessions.EndIdle();
        clock.Advance(WatchIdleMs);
        sessions.EndIdle();
        Assert.Null(channel.Closed);
        clock.Advance(1);
        sessions.EndIdle();
        Assert.Equal(SessionEnd.Idle, channel.Closed);
    }

    [Theory]
    [InlineData(40_000, true)]
    [InlineData(39_999, false)]
    public void WatchIdle_AgainstTwoReportIntervals_IsValidated(int idleMs, bool valid)
    {
        var options = new SessionOptions { ReportIntervalMs = 20_000, WatchIdle = TimeSpan.FromMilliseconds(idleMs) };
        var result = new SessionOptionsValidator().Validate(null, options);
        Assert.Equal(valid, result.Succeeded);
        Assert.Equal(valid, result.FailureMessage is null);
    }

    private ClosableChannel Start(SessionKind kind, out PlaybackSession session)
    {
        var channel = new ClosableChannel();
        var identity = new SessionIdentity("s1", "test 1.0", "en", true, null, 0, kind);
        Assert.Equal(StartRefusal.None, sessions.TryStart(identity, new HouseholdId(7, 1), NetworkTable.Empty, channel, out var started));
        session = started!;
        return channel;
    }

    private sealed class ClosableChannel : INoticeChannel
    {
        public SessionEnd? Closed { get; private set; }

        public ValueTask<bool> SendAsync(OutgoingNotice notice, Func<bool> mayShow, CancellationToken cancellationToken) => ValueTask.FromResult(false);

        public ValueTask<bool> WithholdAsync(long expiresMs, Func<bool> mayShow, CancellationToken cancellationToken) => ValueTask.FromResult(false);

        public void Close(SessionEnd reason) => Closed = reason;
    }
}
