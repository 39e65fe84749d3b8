using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace NoticeService.Grpc.Tests.Wire;

/// <summary>
/// A way to a server that can freeze: the connections that stand then carry nothing more and are not closed, as when a cable is pulled.
/// Connections made afterwards work.
/// </summary>
internal sealed class FrozenRelay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> sockets = [];
    private readonly IPEndPoint target;
    private CancellationTokenSource freezing = new();

    public FrozenRelay(string target)
    {
        this.target = new IPEndPoint(IPAddress.Loopback, new Uri(target).Port);
        listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        _ = AcceptAsync();
    }

    public string Address { get; }

    /// <summary>What is on its way may still arrive.</summary>
    public void Freeze() => Interlocked.Exchange(ref freezing, new CancellationTokenSource()).Cancel();

    public void Dispose()
    {
        listener.Stop();
        freezing.Dispose();
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptSocketAsync();
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(near);
                sockets.Add(far);
                await far.ConnectAsync(target);
                near.NoDelay = far.NoDelay = true;
                var frozen = freezing.Token;
                _ = PumpAsync(near, far, frozen);
                _ = PumpAsync(far, near, frozen);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationToken frozen)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, frozen) is > 0 and var count)
            {
                await to.SendAsync(buffer.AsMemory(0, count), CancellationToken.None);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Frozen: both sockets stay open and nobody reads them. Or one side is gone, and the other with it.
            if (!frozen.IsCancellationRequested)
            {
                from.Dispose();
                to.Dispose();
            }
        }
    }
}
