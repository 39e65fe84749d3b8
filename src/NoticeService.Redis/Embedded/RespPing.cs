using System.Net;
using System.Net.Sockets;

namespace NoticeService.Redis.Embedded;

/// <summary>Asks a server on loopback for a PONG, without a client.</summary>
internal static class RespPing
{
    /// <returns>False when nobody listens or the answer is another one.</returns>
    public static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient { ReceiveTimeout = 1000, SendTimeout = 1000 };
            client.Connect(IPAddress.Loopback, port);
            var stream = client.GetStream();
            stream.Write("*1\r\n$4\r\nPING\r\n"u8);
            Span<byte> reply = stackalloc byte[7];
            stream.ReadExactly(reply);
            return reply.SequenceEqual("+PONG\r\n"u8);
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }
}
