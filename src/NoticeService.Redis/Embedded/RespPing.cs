using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NoticeService.Redis.Embedded;

/// <summary>Asks a server on loopback without a client, from a thread that may block.</summary>
internal static class RespPing
{
    private const int LongestReply = 1 << 20;

    /// <returns>False when nobody listens or the answer to PING is not PONG.</returns>
    public static bool Answers(int port) => Ask(port, "*1\r\n$4\r\nPING\r\n"u8, ReadLine) == "+PONG";

    /// <returns>The reply to <c>INFO STORE</c>; null when there is none.</returns>
    public static string? InfoStore(int port) => Ask(port, "*2\r\n$4\r\nINFO\r\n$5\r\nSTORE\r\n"u8, ReadBulk);

    private static string? Ask(int port, ReadOnlySpan<byte> command, Func<Stream, string?> read)
    {
        try
        {
            using var client = new TcpClient { ReceiveTimeout = 1000, SendTimeout = 1000 };
            client.Connect(IPAddress.Loopback, port);
            var stream = client.GetStream();
            stream.Write(command);
            return read(stream);
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return null;
        }
    }

    private static string? ReadBulk(Stream stream)
    {
        var header = ReadLine(stream);
        if (header is not ['$', .. var digits]
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > LongestReply)
        {
            return null;
        }

        var body = new byte[length];
        stream.ReadExactly(body);
        return Encoding.UTF8.GetString(body);
    }

    private static string? ReadLine(Stream stream)
    {
        var line = new StringBuilder();
        for (var next = stream.ReadByte(); next >= 0 && line.Length < 64; next = stream.ReadByte())
        {
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)next);
        }

        return null;
    }
}
