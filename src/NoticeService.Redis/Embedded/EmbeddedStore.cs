using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace NoticeService.Redis.Embedded;

/// <summary>
/// Runs Garnet as a child process on loopback when no Redis is configured: starts it, waits until it answers, starts it again
/// when it dies, ends it with the service. The child does not outlive the service, not even one that is killed. Thread-safe.
/// </summary>
public sealed class EmbeddedStore : IHostedService, IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    private readonly EmbeddedStoreOptions options;
    private readonly bool wanted;
    private readonly ILogger<EmbeddedStore> logger;
    private readonly ChildGuard guard;
    private readonly Lock gate = new();
    private readonly ManualResetEventSlim stopping = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<int> port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DataDirectoryLock? directoryLock;
    private Process? child;
    private bool started;
    private long? firstHead;
    private volatile StoreFill fill;

    public EmbeddedStore(IOptions<EmbeddedStoreOptions> options, IOptions<RedisOptions> redis, ILogger<EmbeddedStore> logger)
        : this(options.Value, redis.Value.Connection.Length == 0, logger, ChildGuard.Choose())
    {
    }

    internal EmbeddedStore(EmbeddedStoreOptions options, bool wanted, ILogger<EmbeddedStore> logger, ChildGuard guard)
    {
        this.options = options;
        this.wanted = wanted;
        this.logger = logger;
        this.guard = guard;
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

    /// <summary>Whether the data fits into the store's memory; looked up every 2 s.</summary>
    internal StoreFill Fill
    {
        get => fill;
        private set => fill = value;
    }

    /// <summary>Waits until the store answers. It may be on another port later, if it had to be started again.</summary>
    /// <returns>Host and port.</returns>
    public async Task<string> GetEndpointAsync(CancellationToken cancellationToken)
    {
        Task<int> waiting;
        lock (gate)
        {
            waiting = port.Task;
        }

        return $"127.0.0.1:{await waiting.WaitAsync(cancellationToken)}";
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
            Directory.CreateDirectory(directory);
            var pause = new Client.ReconnectPause(LongestPause);
            while (!stopping.IsSet)
            {
                var words = new LastLines();
                var code = RunOnce(server, directory, words, pause);
                if (stopping.IsSet)
                {
                    break;
                }

                var wait = pause.Next();
                logger.StoreEnded(code, wait, words.ToString());
                stopping.Wait(wait);
            }

            ended.SetResult();
        }
        catch (Exception bug)
        {
            // Whoever waits for the store or stops it sees the fault.
            lock (gate)
            {
                port.TrySetException(bug);
            }

            ended.SetException(bug);
        }
        finally
        {
            directoryLock?.Dispose();
        }
    }

    /// <summary>One life of the child, from its start to its exit code.</summary>
    private int RunOnce(string server, string directory, LastLines words, Client.ReconnectPause pause)
    {
        var freePort = FreePort();
        using var process = new Process
        {
            StartInfo = GarnetCommand.Build(guard, server, freePort, directory, options.MemoryMegabytes),
        };
        lock (gate)
        {
            if (stopping.IsSet)
            {
                return 0;
            }

            process.Start();
            child = process;
        }

        words.Follow(process);
        if (BecomesReady(process, freePort))
        {
            pause.Reset();
            // What a new process calls its oldest address is no loss.
            firstHead = null;
            Publish(freePort);
            logger.StoreStarted(freePort, process.Id, directory);
        }
        else
        {
            Kill(process);
        }

        WatchUntilExit(process, freePort);
        var code = process.ExitCode;
        lock (gate)
        {
            child = null;
            if (port.Task.IsCompleted)
            {
                port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        return code;
    }

    private bool BecomesReady(Process process, int freePort)
    {
        var since = Stopwatch.GetTimestamp();
        while (!stopping.IsSet && !process.HasExited && Stopwatch.GetElapsedTime(since) < options.StartTimeout)
        {
            if (RespPing.Answers(freePort))
            {
                return true;
            }

            stopping.Wait(PollInterval);
        }

        return false;
    }

    private void WatchUntilExit(Process process, int freePort)
    {
        while (!process.WaitForExit(WatchInterval))
        {
            if (RespPing.InfoStore(freePort) is { } info && GarnetMemory.Parse(info) is { } now)
            {
                Note(now);
            }
        }

        // Also waits for the last of its output.
        process.WaitForExit();
    }

    private void Note(GarnetMemory now)
    {
        firstHead ??= now.HeadAddress;
        var before = Fill;
        Fill = now.HeadAddress > firstHead ? StoreFill.DroppedData
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

    private void Publish(int freePort)
    {
        lock (gate)
        {
            port.TrySetResult(freePort);
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
