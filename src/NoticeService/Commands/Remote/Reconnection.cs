using System.Diagnostics;
using Grpc.Core;

namespace NoticeService.Commands.Remote;

/// <summary>
/// A stream that outlives its server: once it was open, it is opened again after pauses that double, with jitter, until it has stayed open
/// for a while. One that never opened is not tried again: the address may be wrong.
/// </summary>
internal sealed class Reconnection
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // What was on its way when the stream broke, and clocks that differ.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private int failures;
    private long? openedAt;

    /// <summary>From when on a new stream tells what ended, ms since the Unix epoch; 0 for the first stream.</summary>
    public long SinceMs { get; private set; }

    /// <summary>Whether another try may help.</summary>
    public bool MayRetry(StatusCode ended) =>
        (openedAt is not null || failures > 0) && ended is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled or StatusCode.Unknown;

    /// <summary>It is open.</summary>
    public async Task ConnectedAsync(RemoteService service)
    {
        openedAt = Stopwatch.GetTimestamp();
        if (failures > 0)
        {
            await Console.Error.WriteLineAsync($"notice-service: connected to {service.Address} again.");
        }
    }

    /// <summary>It broke: says so when it had been open, and waits; returns at once when asked to end.</summary>
    /// <param name="why">In words.</param>
    /// <param name="cancellationToken">Asks to end.</param>
    public async Task WaitAsync(string why, CancellationToken cancellationToken)
    {
        if (openedAt is { } at)
        {
            await Console.Error.WriteLineAsync($"notice-service: {why} Trying again.");
            failures = Stopwatch.GetElapsedTime(at) >= Longest ? 0 : failures;
            SinceMs = (DateTimeOffset.UtcNow - Overlap).ToUnixTimeMilliseconds();
        }

        openedAt = null;
        await Task.Delay(PauseAfter(++failures, Random.Shared.NextDouble()), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <param name="failures">In a row, from 1.</param>
    /// <param name="jitter">0 to 1.</param>
    private static TimeSpan PauseAfter(int failures, double jitter)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures - 1, 10));
        return (doubled < Longest ? doubled : Longest) * (0.5 + 0.5 * jitter);
    }
}
