using System.Net.Sockets;
using System.Security.Authentication;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace NoticeService.Redis.Client;

/// <summary>Which exceptions mean that the server, not the call, is at fault.</summary>
internal static class RedisFaults
{
    // Replies of a server that is loading, failing over or moving slots: the same call succeeds elsewhere or later.
    private static readonly string[] OutageReplies =
        ["LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "READONLY", "MOVED", "EXECABORT", "NOREPLICAS", "BUSY", "OOM", "MISCONF"];

    /// <summary>Counts for the breaker, and is worth another try where the call may be repeated.</summary>
    public static bool IsOutage(Exception? fault) => fault switch
    {
        TimeoutRejectedException or TimeoutException => true,
        RedisServerException reply => OutageReplies.Any(r => reply.Message.StartsWith(r, StringComparison.Ordinal)),
        // "Command cannot be issued to a slave": a failover that the client has not seen yet.
        RedisConnectionException or RedisCommandException => true,
        SocketException or IOException or AuthenticationException or ObjectDisposedException => true,
        // The client cancels what was pending when its connection is closed; our own caller's cancellation never gets here.
        OperationCanceledException => true,
        _ => false,
    };

    /// <summary>Any failure that a caller must see as "not confirmed".</summary>
    public static bool IsUnavailable(Exception fault) => fault is RedisException or BrokenCircuitException || IsOutage(fault);

    public static bool IsScriptMissing(RedisServerException reply) => reply.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    /// <summary>What happened, as the end of a sentence about Redis.</summary>
    public static string InWords(Exception? fault) => fault switch
    {
        TimeoutRejectedException or TimeoutException => "it did not answer in time",
        BrokenCircuitException => "it failed too often, and is left alone for a moment",
        RedisServerException reply => $"it replied {reply.Message.Split(' ', 2)[0]}",
        _ => "there is no connection to it",
    };

    /// <summary>The metric tag <c>error.type</c>: short and of few values.</summary>
    public static string TypeOf(Exception fault) => fault switch
    {
        TimeoutRejectedException => "timeout",
        BrokenCircuitException => "breaker_open",
        RedisServerException reply => reply.Message.Split(' ', 2)[0] is { Length: > 0 and <= 16 } code ? code : "server",
        OperationCanceledException => "cancelled",
        _ => fault.GetType().Name,
    };
}
