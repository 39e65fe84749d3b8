using NoticeService.TestKit.Contracts;

namespace NoticeService.Web.Tests.Hosting;

/// <summary>The moment at which the tests stand, so that ages and clocks are figures.</summary>
internal static class Evening
{
    /// <summary>On the boundary of a window: the last window ended at this moment.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 6, 4, 20, 30, 0, TimeSpan.Zero);

    /// <summary>The console at <see cref="Start"/>, with a clock that stands still.</summary>
    public static Task<ConsoleHost> StageAsync(Func<DateTimeOffset, Pipeline.Now.NowSnapshot> scene, Action<ConsoleOptions>? configure = null) =>
        ConsoleHost.StartAsync(scene(Start), configure, clock: new ManualClock(Start));
}
