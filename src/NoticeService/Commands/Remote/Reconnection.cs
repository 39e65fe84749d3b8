using Grpc.Core;

namespace NoticeService.Commands.Remote;

/// <summary>
/// A stream that outlives its server: once it was open, it is opened again after pauses that double, with jitter. One that never opened is
/// not tried again: the address may be wrong.
/// </summary>
internal sealed class Reconnection
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private int failures;

    /// <summary>Whether it was open at some time.</summary>
    public bool MayRetry { get; private set; }

    /// <summary>It is open.</summary>
    public async Task ConnectedAsync(RemoteService service)
    {
        if (failures > 0)
        {
            await Console.Error.WriteLineAsync($"notice-service: connected to {service.Address} again.");
        }

        (failures, MayRetry) = (0, true);
    }

    /// <summary>It broke: says so the first time, and waits; returns at once when asked to end.</summary>
    public async Task WaitAsync(RemoteService service, RpcException ended, CancellationToken cancellationToken)
    {
        if (failures++ == 0)
        {
            await Console.Error.WriteLineAsync($"notice-service: {RemoteAnswer.InWords(ended, service)} Trying again.");
        }

        await Task.Delay(PauseAfter(failures, Random.Shared.NextDouble()), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <param name="failures">In a row, from 1.</param>
    /// <param name="jitter">0 to 1.</param>
    internal static TimeSpan PauseAfter(int failures, double jitter)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures - 1, 10));
        return (doubled < Longest ? doubled : Longest) * (0.5 + 0.5 * jitter);
    }
}
