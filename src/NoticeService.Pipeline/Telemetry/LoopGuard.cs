using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Telemetry;

/// <summary>
/// Runs one round of a background loop: an exception ends the round, never the loop. The first of a run of failures is
/// logged, each is counted, and the recovery is logged. A store that is out fails many loops for one reason, and that reason is
/// known: it is told in one line for all of them, without a stack. Thread-safe.
/// </summary>
public sealed partial class LoopGuard(IMeterFactory meters, ILogger<LoopGuard> logger)
{
    private readonly Counter<long> failures = NoticeMeter.Create(meters).CreateCounter<long>(
        "notice.loop.failures", "{failure}", "Rounds of a background loop that ended in an exception.");

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, long> failing = new();
    private readonly StoreOutage outage = new();

    /// <summary>Runs a round.</summary>
    /// <param name="loop">The loop's name: a metric tag.</param>
    /// <param name="round">What to do.</param>
    /// <param name="cancellationToken">Its cancellation passes through.</param>
    /// <returns>False when the round failed.</returns>
    public async Task<bool> RunAsync(string loop, Func<CancellationToken, Task> round, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(round);
        try
        {
            await round(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (StoreUnavailableException exception)
        {
            Count(loop);
            if (outage.Fails(loop))
            {
                LogStoreOut(logger, loop, exception.Message);
            }

            return false;
        }
        catch (Exception exception)
        {
            Count(loop);
            if (failing.AddOrUpdate(loop, 1, (_, n) => n + 1) == 1)
            {
                LogFailed(logger, loop, exception);
            }

            return false;
        }

        if (failing.TryRemove(loop, out var rounds))
        {
            LogRecovered(logger, loop, rounds);
        }

        if (outage.Succeeds(loop) is { } waited)
        {
            LogStoreBack(logger, waited);
        }

        return true;
    }

    private void Count(string loop) => failures.Add(1, new KeyValuePair<string, object?>("loop", loop));

    [LoggerMessage(1000, LogLevel.Error, "The {Loop} loop failed; it goes on, and says no more until it recovers.")]
    private static partial void LogFailed(ILogger logger, string loop, Exception exception);

    [LoggerMessage(1001, LogLevel.Information, "The {Loop} loop recovered; rounds that failed: {Rounds}.")]
    private static partial void LogRecovered(ILogger logger, string loop, long rounds);

    [LoggerMessage(1002, LogLevel.Warning, "The store is out, which the {Loop} loop met first: {Reason}")]
    private static partial void LogStoreOut(ILogger logger, string loop, string reason);

    [LoggerMessage(1003, LogLevel.Information, "The store is back: all loops that waited for it have run; rounds that failed: {Rounds}.")]
    private static partial void LogStoreBack(ILogger logger, long rounds);
}
