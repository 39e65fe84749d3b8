using System.Diagnostics;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Redis.Tests.Faults;

/// <summary>Waits for what has no signal: another process, or a connection that is made anew.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Until a call is confirmed.</summary>
    public static Task ConfirmedAsync(Func<Task> call) => TrueAsync(async () =>
    {
        try
        {
            await call();
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    });

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    private static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Limit, "It did not come true in time.");
            await Task.Delay(20);
        }
    }
}
