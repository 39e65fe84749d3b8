using System.Net;
using System.Net.Sockets;

namespace NoticeService.TestKit.Servers;

/// <summary>
/// A network between a client and a server, of which a test decides what it does: a port of loopback whose connections go on to another
/// one. Bytes that were taken while it stalls come when it flows again, as from a network that heals. Thread-safe.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly int target;
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly HashSet<Socket> open = [];
    private readonly Task accepting;
    private volatile TaskCompletionSource toServer = Flowing();
    private volatile TaskCompletionSource toClient = Flowing();
    private volatile byte[]? lastRequest;
    private volatile bool cut;
    private long delayTicks;

    /// <param name="target">The server's port.</param>
    public TcpRelay(int target)
    {
        this.target = target;
        Port = FreePort.Take();
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        accepting = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    /// <summary>Host and port.</summary>
    public string Endpoint => $"127.0.0.1:{Port}";

    /// <summary>True since a request came by with the words of <see cref="LoseAnswersTo"/>.</summary>
    public bool HasLostAnswer => lastRequest is null && !toClient.Task.IsCompleted;

    /// <summary>How long what goes either way is on its way.</summary>
    public TimeSpan Delay
    {
        get => new(Interlocked.Read(ref delayTicks));
        set => Interlocked.Exchange(ref delayTicks, value.Ticks);
    }

    /// <summary>Nothing goes either way, and nobody is told.</summary>
    public void Stall()
    {
        toServer = Stalled();
        toClient = Stalled();
    }

    /// <summary>Connections are reset, and new ones too.</summary>
    public void Cut()
    {
        cut = true;
        lock (gate)
        {
            foreach (var socket in open)
            {
                socket.Close(0);
            }
        }
    }

    /// <summary>A request with these words still arrives; no answer does from then on.</summary>
    public void LoseAnswersTo(string words) => lastRequest = System.Text.Encoding.ASCII.GetBytes(words);

    /// <summary>All flows, what was held up first.</summary>
    public void Heal()
    {
        cut = false;
        lastRequest = null;
        Delay = TimeSpan.Zero;
        toServer.TrySetResult();
        toClient.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        Cut();
        Heal();
        await accepting;
        stopping.Dispose();
    }

    private static TaskCompletionSource Stalled() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Flowing()
    {
        var flowing = Stalled();
        flowing.SetResult();
        return flowing;
    }

    private async Task AcceptAsync()
    {
        var relays = new List<Task>();
        try
        {
            while (true)
            {
                relays.Add(RelayAsync(await listener.AcceptSocketAsync(stopping.Token)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }

        await Task.WhenAll(relays);
    }

    private async Task RelayAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var _ = client;
        client.NoDelay = server.NoDelay = true;
        lock (gate)
        {
            open.Add(client);
            open.Add(server);
        }

        try
        {
            if (cut)
            {
                client.Close(0);
                return;
            }

            await server.ConnectAsync(IPAddress.Loopback, target, stopping.Token);
            await Task.WhenAny(PumpAsync(client, server, Request), PumpAsync(server, client, () => toClient.Task));
        }
        catch (Exception end) when (IsEnd(end))
        {
            // One of the two is gone, and so is the other.
        }
        finally
        {
            lock (gate)
            {
                open.Remove(client);
                open.Remove(server);
            }
        }

        Task Request() => toServer.Task;
    }

    private async Task PumpAsync(Socket from, Socket to, Func<Task> gateOf)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, stopping.Token) is > 0 and var length)
            {
                if (Delay is { Ticks: > 0 } delay)
                {
                    await Task.Delay(delay, stopping.Token);
                }

                await gateOf();
                if (lastRequest is { } words && buffer.AsSpan(0, length).IndexOf(words) >= 0)
                {
                    toClient = Stalled();
                    lastRequest = null;
                }

                await to.SendAsync(buffer.AsMemory(0, length), stopping.Token);
            }
        }
        catch (Exception end) when (IsEnd(end))
        {
            // As above.
        }
    }

    private static bool IsEnd(Exception end) => end is SocketException or IOException or ObjectDisposedException or OperationCanceledException;
}
