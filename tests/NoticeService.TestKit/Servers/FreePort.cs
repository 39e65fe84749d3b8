using System.Net;
using System.Net.Sockets;

namespace NoticeService.TestKit.Servers;

/// <summary>
/// Ports of loopback for servers that must be told theirs before they start: from below the range out of which the system serves whoever
/// takes any port, so that no connection gets one meanwhile, and no two servers of this process. Thread-safe.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    // Test processes that run side by side begin far from each other.
    private static int next = (int)(Environment.ProcessId * 7_919L % Count);

    /// <summary>A port on which nobody listens.</summary>
    public static int Take()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref next) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }

        throw new InvalidOperationException($"All ports from {First} to {First + Count - 1} are taken.");
    }
}
