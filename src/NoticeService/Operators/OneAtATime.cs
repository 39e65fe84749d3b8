using Grpc.Core;

namespace NoticeService.Operators;

/// <summary>
/// Lets one call in at a time and sends the others away: for those that read as much of the ledger as they are asked to. A queue would hold
/// callers for minutes and work for those who have gone. Thread-safe.
/// </summary>
/// <param name="what">What runs, for the refusal: "Another replay".</param>
internal sealed class OneAtATime(string what)
{
    private int taken;

    /// <returns>Disposed when the call is over, once.</returns>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: another runs on this server.</exception>
    public IDisposable Enter() => Interlocked.CompareExchange(ref taken, 1, 0) == 0
        ? new Turn(this)
        : throw new RpcException(new Status(StatusCode.ResourceExhausted, $"{what} runs on this server: try again when it is over."));

    private sealed class Turn(OneAtATime of) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref of.taken, 0);
    }
}
