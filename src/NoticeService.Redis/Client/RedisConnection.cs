using Microsoft.Extensions.Logging;
using NoticeService.Pipeline.Ports;
using StackExchange.Redis;

namespace NoticeService.Redis.Client;

/// <summary>Keeps one live connection: connects, watches its heartbeat, throws it away and connects again. Thread-safe.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly IRedisEndpoint endpoint;
    private readonly RedisConnector connector;
    private readonly Heartbeat heartbeat;
    private readonly TimeProvider time;
    private readonly RedisMetrics metrics;
    private readonly ILogger logger;
    private readonly Func<Task> whenConnected;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly TaskCompletionSource firstTried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile State state = new(null, "Redis is not connected yet.");
    private Task? loop;
    private volatile string primaries = "";
    private long changes;

    public RedisConnection(
        IRedisEndpoint endpoint,
        RedisOptions options,
        TimeProvider time,
        RedisMetrics metrics,
        ILogger logger,
        Func<Task> whenConnected)
    {
        this.endpoint = endpoint;
        this.time = time;
        this.metrics = metrics;
        this.logger = logger;
        this.whenConnected = whenConnected;
        connector = new RedisConnector(options, time);
        heartbeat = new Heartbeat(options, time);
    }

    public bool IsConnected => state.Database is not null;

    /// <summary>Rises each time a connection was made or lost, also by the client itself, or another server became a primary.</summary>
    public long Changes
    {
        get
        {
            if (state.Database is { } database)
            {
                Note(PrimariesOf(database.Multiplexer));
            }

            return Interlocked.Read(ref changes);
        }
    }

    /// <summary>How things stand, in words.</summary>
    public string Detail => state.Detail;

    /// <summary>Starts to connect, if nobody has; does not wait.</summary>
    public void Start()
    {
        lock (gate)
        {
            // Its own task, so that a slow name lookup does not hold up the start of the service.
            loop ??= Task.Run(RunAsync);
        }
    }

    /// <summary>The live connection. Waits only while the first is being made; afterwards a lost one fails at once.</summary>
    /// <exception cref="StoreUnavailableException">There is none.</exception>
    public ValueTask<IDatabase> DatabaseAsync(CancellationToken cancellationToken) =>
        state.Database is { } database ? new(database) : WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Task? running;
        lock (gate)
        {
            running = loop;
            loop ??= Task.CompletedTask;
        }

        if (running is not null)
        {
            await running;
        }
    }

    private async ValueTask<IDatabase> WaitAsync(CancellationToken cancellationToken)
    {
        Start();
        await firstTried.Task.WaitAsync(cancellationToken);
        var now = state;
        return now.Database ?? throw new StoreUnavailableException(now.Detail);
    }

    private async Task RunAsync()
    {
        var pause = new SteadyPause(LongestPause);
        var connectedBefore = false;
        try
        {
            while (true)
            {
                var (lasted, reason) = await ConnectAndWatchAsync(connectedBefore);
                connectedBefore |= lasted is not null;

                // A server that fails just as the service stops is no news.
                stopping.Token.ThrowIfCancellationRequested();
                Lost(reason);
                await Task.Delay(pause.After(lasted ?? TimeSpan.Zero), time, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            state = new State(null, "The service is stopping.");
        }
        catch (Exception bug)
        {
            // Never quietly without a connection: who waits is told, and the host that awaits the loop sees the fault.
            state = new State(null, $"The Redis connection cannot be kept: {bug.Message}");
            throw;
        }
        finally
        {
            firstTried.TrySetResult();
        }
    }

    /// <returns>How long the connection lasted, null when there was none; and why it ended.</returns>
    private async Task<(TimeSpan? Lasted, string Reason)> ConnectAndWatchAsync(bool again)
    {
        ConnectionMultiplexer? multiplexer = null;
        var connectedAt = 0L;
        try
        {
            multiplexer = await connector.ConnectAsync(await endpoint.GetAsync(stopping.Token), stopping.Token);
            connectedAt = time.GetTimestamp();
            await ConnectedAsync(multiplexer, again);
            var reason = await heartbeat.WatchAsync(multiplexer, stopping.Token);
            return (time.GetElapsedTime(connectedAt), reason);
        }
        catch (Exception fault) when (RedisFaults.IsUnavailable(fault) && !(fault is OperationCanceledException && stopping.IsCancellationRequested))
        {
            return (multiplexer is null ? null : time.GetElapsedTime(connectedAt), Briefly(fault.Message));
        }
        finally
        {
            if (multiplexer is not null)
            {
                RedisConnector.Close(multiplexer);
            }
        }
    }

    private async Task ConnectedAsync(ConnectionMultiplexer multiplexer, bool again)
    {
        // Before a call can go to whom the client found instead.
        multiplexer.ConnectionFailed += (_, _) => Interlocked.Increment(ref changes);
        multiplexer.ConnectionRestored += (_, _) => Interlocked.Increment(ref changes);
        Interlocked.Increment(ref changes);
        var servers = string.Join(", ", multiplexer.GetEndPoints().Select(e => e.ToString()));
        state = new State(multiplexer.GetDatabase(), $"Connected to {servers}.");
        firstTried.TrySetResult();
        logger.Connected(servers);
        if (again)
        {
            metrics.Reconnected();
        }

        await whenConnected();
    }

    // A failover need not cut any connection: the client had one to the replica already, and finds out from its servers that the roles changed.
    private void Note(string found)
    {
        if (found == primaries)
        {
            return;
        }

        lock (gate)
        {
            if (found != primaries)
            {
                primaries = found;
                Interlocked.Increment(ref changes);
            }
        }
    }

    private static string PrimariesOf(ConnectionMultiplexer multiplexer)
    {
        var endpoints = multiplexer.GetEndPoints();
        return endpoints.Length == 1 ? "" : string.Join(' ', endpoints.Where(e => multiplexer.GetServer(e) is { IsConnected: true, IsSlave: false }).Select(e => e.ToString()).Order(StringComparer.Ordinal));
    }

    private void Lost(string reason)
    {
        // Only the change is logged: while it stays away each try gives much the same reason.
        var first = state.Database is not null || !firstTried.Task.IsCompleted;
        Interlocked.Increment(ref changes);
        state = new State(null, $"Redis is not available: {reason}");
        firstTried.TrySetResult();
        if (first)
        {
            logger.Lost(reason);
        }
    }

    // The client adds the state of its buffers, behind a semicolon: this is read by people, in the log and on the page.
    private static string Briefly(string text) => text.ReplaceLineEndings(" ").Split(';', 2)[0].TrimEnd(' ', '.') + ".";

    private sealed record State(IDatabase? Database, string Detail);
}
