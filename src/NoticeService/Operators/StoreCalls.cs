using Grpc.Core;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Operators;

/// <summary>A store that does not answer, as a status.</summary>
internal static class StoreCalls
{
    /// <exception cref="RpcException">UNAVAILABLE.</exception>
    public static async Task<T> OrUnavailableAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (StoreUnavailableException)
        {
            throw Unavailable();
        }
    }

    /// <inheritdoc cref="OrUnavailableAsync{T}"/>
    public static async Task OrUnavailableAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (StoreUnavailableException)
        {
            throw Unavailable();
        }
    }

    private static RpcException Unavailable() =>
        new(new Status(StatusCode.Unavailable, "The store did not answer; whether the call took effect is unknown. Repeating it does no harm."));
}
