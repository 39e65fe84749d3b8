using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NoticeService.Redis.Client;

namespace NoticeService.Redis.Embedded;

/// <summary>
/// Runs Garnet as a child process on loopback when no Redis is configured: starts it, waits until it answers, starts it again
/// when it dies or hangs, ends it with the service. The child does not outlive the service, not even one that is killed. Thread-safe.
/// </summary>
public sealed class EmbeddedStore : IHostedService, IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // Of a start that may take long each ask is short, so that the first answer is seen at once.
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(1);

    private readonly EmbeddedStoreOptions options;
    private readonly bool wanted;
    private readonly ILogger<EmbeddedStore> logger;
    private readonly ChildGuard guard;
    private readonly TimeProvider time;
    private readonly StoreTroubles troubles;
    private readonly Lock gate = new();
    private readonly ManualResetEventSlim stopping = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<string> endpoint = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DataDirectoryLock? directoryLock;
    private Process? child;
    private bool started;
    private volatile StoreFill fill;

    public EmbeddedStore(IOptions<EmbeddedStoreOptions> options, IOptions<RedisOptions> redis, IMeterFactory meters, TimeProvider time, ILogger<EmbeddedStore> logger)
        : this(options.Value, redis.Value.Connection.Length == 0, new StoreTroubles(meters, logger), time, logger, ChildGuard.Choose())
    {
    }

    internal EmbeddedStore(
        EmbeddedStoreOptions options, bool wanted, StoreTroubles troubles, TimeProvider time, ILogger<EmbeddedStore> logger, ChildGuard guard)
    {
        this.options = options;
        this.wanted = wanted;
        this.troubles = troubles;
        this.logger = logger;
        this.guard = guard;
        this.time = time;
    }

    /// <summary>The child's process id while it runs; null otherwise.</summary>
    public int? ProcessId
    {
        get
        {
            lock (gate)
            {
                return child is { HasExited: false } ? child.Id : null;
            }
        }
    }

    /// <summary>Whether this store is started at all: a configured Redis takes its place.</summary>
    internal bool IsUsed => wanted;

    /// <summary>Whether the data fits into the store's memory; looked up every 2 s.</summary>
    internal StoreFill Fill
    {
        get => fill;
        private set => fill = value;
    }

    /// <summary>Why the store does not answer, as a sentence; null while it does, is started for the first time, or is not used.</summary>
    internal string? Trouble => troubles.Words;

    /// <summary>Waits until the store answers. If it had to be started again it is on another port, with another password.</summary>
    /// <returns>A StackExchange.Redis configuration: <c>host:port,password=...</c>.</returns>
    public Task<string> GetEndpointAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return endpoint.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes the data folder and begins to start the store; does not wait for it.</summary>
    /// <exception cref="EmbeddedStoreException">The folder is taken, or the server is not installed.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!wanted)
        {
            return Task.CompletedTask;
        }

        var server = GarnetLocator.FindServer(options.ServerPath);
        var directory = Path.GetFullPath(options.DataDirectory);
        directoryLock = DataDirectoryLock.Take(directory);
        started = true;
        // A thread of its own: the kernel's guard ends the child with the thread that started it.
        new Thread(() => Supervise(server, Path.Combine(directory, "garnet"))) { IsBackground = true, Name = "embedded store" }.Start();
        return Task.CompletedTask;
    }

    /// <summary>Kills the child, which loses nothing: what it acknowledged is in its log.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!started)
        {
            return;
        }

        stopping.Set();
        lock (gate)
        {
            Kill(child);
        }

        await ended.Task.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        stopping.Set();
        lock (gate)
        {
            Kill(child);
        }

        directoryLock?.Dispose();
    }

    private void Supervise(string server, string directory)
    {
        try
        {
            var pause = new SteadyPause(LongestPause);
            while (!stopping.IsSet)
            {
                var (end, detail, answered) = TryRunOnce(server, directory);
                if (stopping.IsSet)
                {
                    break;
                }

                var wait = pause.After(answered);
                troubles.Note(end, detail, wait);
                stopping.Wait(wait);
            }

            ended.SetResult();
        }
        catch (Exception bug)
        {
            // Whoever waits for the store or stops it sees the fault.
            lock (gate)
            {
                endpoint.TrySetException(bug);
            }

            ended.SetException(bug);
        }
        finally
        {
            directoryLock?.Dispose();
        }
    }

    private (StoreEnd End, string Detail, TimeSpan Answered) TryRunOnce(string server, string directory)
    {
        try
        {
            return RunOnce(server, directory);
        }
        catch (Exception fault) when (fault is Win32Exception or IOException or UnauthorizedAccessException)
        {
            // No program, no right to run it, no file, no port, no process to be had: none of it need last.
            return (StoreEnd.NotStarted, fault.Message, TimeSpan.Zero);
        }
    }

    /// <summary>One life of the child, from its start to its end.</summary>
    /// <returns>Why it ended, in words too, and for how long it had answered.</returns>
    private (StoreEnd End, string Detail, TimeSpan Answered) RunOnce(string server, string directory)
    {
        Directory.CreateDirectory(directory);
        // Beside the server's own folder, which holds nothing else.
        var loginPath = directory + ".login.json";
        var password = StoreLogin.Renew(loginPath);
        var freePort = FreePort();
        using var process = new Process
        {
            StartInfo = GarnetCommand.Build(guard, server, freePort, directory, options.MemoryMegabytes, loginPath),
        };
        lock (gate)
        {
            if (stopping.IsSet)
            {
                return (StoreEnd.NotStarted, "", TimeSpan.Zero);
            }

            process.Start();
            child = process;
        }

        var words = new LastLines();
        words.Follow(process);
        var answered = BecomesReady(process, new RespPing(freePort, password, StartPatience));
        var since = time.GetTimestamp();
        var hung = false;
        if (answered)
        {
            Publish($"127.0.0.1:{freePort},password={password}");
            troubles.Over();
            logger.StoreStarted(freePort, process.Id, directory);
            hung = Hangs(process, new RespPing(freePort, password, options.PingTimeout));
        }

        var life = answered ? time.GetElapsedTime(since) : TimeSpan.Zero;
        Kill(process);
        // Also waits for the last of its output.
        process.WaitForExit();
        Withdraw();
        return (
            !answered ? StoreEnd.NeverAnswered : hung ? StoreEnd.Hung : StoreEnd.Ended,
            $"Exit code {process.ExitCode}; its last words: {words}",
            life);
    }

    private bool BecomesReady(Process process, RespPing ping)
    {
        var since = Stopwatch.GetTimestamp();
        while (!stopping.IsSet && !process.HasExited && Stopwatch.GetElapsedTime(since) < options.StartTimeout)
        {
            if (ping.Answers())
            {
                return true;
            }

            stopping.Wait(PollInterval);
        }

        return false;
    }

    /// <summary>Watches until the child has ended or must be killed.</summary>
    /// <returns>Whether it lives and does not answer.</returns>
    private bool Hangs(Process process, RespPing ping)
    {
        var pings = new MissedPings(options.PingsMissed);
        while (!process.WaitForExit(options.PingInterval))
        {
            var answered = ping.Answers();
            // It may have ended meanwhile, which is no silence.
            if (pings.Note(answered) && !process.HasExited)
            {
                return true;
            }

            if (answered && ping.InfoStore() is { } info && GarnetMemory.Parse(info) is { } now)
            {
                Note(now);
            }
        }

        return false;
    }

    private void Note(GarnetMemory now)
    {
        var before = Fill;
        Fill = now.HasDropped ? StoreFill.DroppedData
            : before == StoreFill.DroppedData ? before
            : now.IsShort ? StoreFill.Short
            : StoreFill.Room;
        if (Fill == before)
        {
            return;
        }

        if (Fill == StoreFill.DroppedData)
        {
            logger.StoreDroppedData();
        }
        else if (Fill == StoreFill.Short)
        {
            logger.StoreRunsShort(now.UsedBytes, now.LimitBytes);
        }
    }

    private void Publish(string configuration)
    {
        lock (gate)
        {
            endpoint.TrySetResult(configuration);
        }
    }

    private void Withdraw()
    {
        lock (gate)
        {
            child = null;
            if (endpoint.Task.IsCompleted)
            {
                endpoint = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private static void Kill(Process? process)
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
