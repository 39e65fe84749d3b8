using StackExchange.Redis;

namespace NoticeService.Redis.Client;

/// <summary>All that differs between the two versions of the Redis client that this builds with.</summary>
internal static class ClientDifferences
{
    /// <summary>Lets replies complete in any order, so that one continuation that blocks does not stall the others.</summary>
    public static void LetRepliesOvertake(ConnectionMultiplexer multiplexer)
    {
#if FULL_FEED
        // Later clients never keep them in order.
        _ = multiplexer;
#else
        multiplexer.PreserveAsyncOrder = false;
#endif
    }
}
