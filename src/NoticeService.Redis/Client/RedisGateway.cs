using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using NoticeService.Pipeline.Ports;
using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace NoticeService.Redis.Client;

/// <summary>
/// The only way to Redis. Every call ends: with an answer, or within (retries + 1) x (call timeout + pause) with
/// <see cref="StoreUnavailableException"/>. Connects by itself, in the background, for as long as it takes. Thread-safe.
/// </summary>
internal sealed class RedisGateway : IAsyncDisposable
{
    public const string ActivitySourceName = "NoticeService.Redis";

    private static readonly ActivitySource Activities = new(ActivitySourceName);

    private readonly TimeProvider time;
    private readonly InFlight inFlight;
    private readonly RedisPolicy policy;
    private readonly RedisMetrics metrics;
    private readonly RedisConnection connection;

    public RedisGateway(IRedisEndpoint endpoint, RedisOptions options, TimeProvider time, IMeterFactory meters, ILogger<RedisGateway> logger)
    {
        this.time = time;
        inFlight = new InFlight(options.MaxInFlight);
        policy = new RedisPolicy(options, time, logger);
        metrics = new RedisMetrics(meters, inFlight, policy.State);
        connection = new RedisConnection(endpoint, options, time, metrics, logger, policy.CloseBreakerAsync);
    }

    /// <summary>True while the heartbeat is answered and the breaker lets calls through.</summary>
    public bool IsHealthy => connection.IsConnected && policy.State.CircuitState is CircuitState.Closed or CircuitState.HalfOpen;

    /// <summary>How things stand, in words.</summary>
    public string Detail => connection.IsConnected && !IsHealthy ? "Redis fails too often: its breaker is open." : connection.Detail;

    /// <summary>Rises each time a connection was made or lost.</summary>
    public long Connection => connection.Changes;

    public CircuitState Breaker => policy.State.CircuitState;

    public int CallsInFlight => inFlight.Count;

    /// <summary>Starts to connect; does not wait.</summary>
    public void Start() => connection.Start();

    /// <summary>One command, or several that are sent together.</summary>
    /// <exception cref="StoreUnavailableException">It was not confirmed; whether a write took effect is unknown.</exception>
    /// <exception cref="OperationCanceledException">The caller's token.</exception>
    public async Task<T> CallAsync<T>(RedisCall call, Func<IDatabase, Task<T>> operation, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(RedisPolicy.Call, call);
        try
        {
            return await policy.Pipeline.ExecuteAsync(
                static (ctx, s) => s.Gateway.TryAsync(s.Call, s.Operation, ctx.CancellationToken),
                context,
                (Gateway: this, Call: call, Operation: operation));
        }
        catch (Exception fault) when (RedisFaults.IsUnavailable(fault))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new StoreUnavailableException($"Redis did not confirm {call.Script ?? call.Operation}: {RedisFaults.InWords(fault)}.", fault);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Runs a script by its hash; a server that does not know it is given its text, once.</summary>
    /// <param name="script">Which.</param>
    /// <param name="keys">Its KEYS.</param>
    /// <param name="arguments">Its ARGV.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="onConnection">Of <see cref="Connection"/>: on another it is not sent, nor where a server sends it on to; null for any.</param>
    /// <exception cref="StoreUnavailableException">It was not confirmed; whether it took effect is unknown.</exception>
    public async Task<RedisResult> RunAsync(
        RedisScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken, long? onConnection = null)
    {
        using var activity = Activities.StartActivity("EVALSHA " + script.Name, ActivityKind.Client);
        activity?.SetTag("db.system.name", "redis").SetTag("db.operation.name", "EVALSHA").SetTag("db.stored_procedure.name", script.Name);
        try
        {
            return await CallAsync(
                new RedisCall("EVALSHA", script.Repeatable, script.Name),
                db => EvaluateAsync(db, script, keys, arguments, onConnection),
                cancellationToken);
        }
        catch (StoreUnavailableException fault)
        {
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            throw;
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<RedisResult> EvaluateAsync(IDatabase db, RedisScript script, RedisKey[] keys, RedisValue[] arguments, long? onConnection)
    {
        // A repeat comes by here too.
        CheckConnection(onConnection);
        var flags = onConnection is null ? CommandFlags.None : CommandFlags.NoRedirect;
        try
        {
            return await db.ScriptEvaluateAsync(script.Sha, keys, arguments, flags);
        }
        catch (RedisServerException reply) when (RedisFaults.IsScriptMissing(reply))
        {
            // So does a server say that has just taken another's place.
            CheckConnection(onConnection);

            // It did not run. EVAL by hand, since the client remembers it as loaded; the keys route it to the right node.
            var eval = new object[2 + keys.Length + arguments.Length];
            eval[0] = script.Text;
            eval[1] = keys.Length.ToString(CultureInfo.InvariantCulture);
            for (var i = 0; i < keys.Length; i++)
            {
                eval[2 + i] = keys[i];
            }

            for (var i = 0; i < arguments.Length; i++)
            {
                eval[2 + keys.Length + i] = arguments[i];
            }

            return await db.ExecuteAsync("EVAL", eval, flags);
        }
    }

    private void CheckConnection(long? expected)
    {
        if (expected is { } connection && connection != Connection)
        {
            throw new StoreUnavailableException("The connection to Redis is another than the one that was asked about.");
        }
    }

    private async ValueTask<T> TryAsync<T>(RedisCall call, Func<IDatabase, Task<T>> operation, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var database = await connection.DatabaseAsync(cancellationToken);
            var answer = await Send(database, operation).WaitAsync(cancellationToken);
            metrics.CallEnded(call, time.GetElapsedTime(started), null);
            return answer;
        }
        catch (Exception fault)
        {
            metrics.CallEnded(call, time.GetElapsedTime(started), fault);
            throw;
        }
    }

    private Task<T> Send<T>(IDatabase database, Func<IDatabase, Task<T>> operation)
    {
        if (!inFlight.TryEnter())
        {
            metrics.Rejected();
            throw new StoreUnavailableException("Too many Redis calls are in flight.");
        }

        Task<T> pending;
        try
        {
            pending = operation(database);
        }
        catch
        {
            inFlight.Leave();
            throw;
        }

        inFlight.LeaveWith(pending);
        return pending;
    }
}
