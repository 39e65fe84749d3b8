using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NoticeService.Redis.Embedded;

/// <summary>Asks a server on loopback without a client, from a thread that may block.</summary>
/// <param name="port">Where it listens.</param>
/// <param name="password">Said first; null: nothing is.</param>
/// <param name="patience">How long connecting, and then each wait for its answer, may take.</param>
internal sealed class RespPing(int port, string? password, TimeSpan patience)
{
    private const int LongestReply = 1 << 20;

    /// <returns>False when nobody listens, it does not answer in time, or the answer to PING is not PONG.</returns>
    public bool Answers() => Ask("*1\r\n$4\r\nPING\r\n"u8, ReadLine) == "+PONG";

    /// <returns>The reply to <c>INFO STORE</c>; null when there is none.</returns>
    public string? InfoStore() => Ask("*2\r\n$4\r\nINFO\r\n$5\r\nSTORE\r\n"u8, ReadBulk);

    private string? Ask(ReadOnlySpan<byte> command, Func<Stream, string?> read)
    {
        try
        {
            // A stopped process still has its backlog, and once that is full a connect would wait for minutes.
            using var connecting = new CancellationTokenSource(patience);
            var waitMs = (int)patience.TotalMilliseconds;
            using var client = new TcpClient { ReceiveTimeout = waitMs, SendTimeout = waitMs };
            client.ConnectAsync(IPAddress.Loopback, port, connecting.Token).AsTask().GetAwaiter().GetResult();
            var stream = client.GetStream();
            if (password is not null)
            {
                stream.Write(Encoding.ASCII.GetBytes($"*2\r\n$4\r\nAUTH\r\n${password.Length}\r\n{password}\r\n"));
                if (ReadLine(stream) != "+OK")
                {
                    return null;
                }
            }

            stream.Write(command);
            return read(stream);
        }
        catch (Exception notYet) when (notYet is SocketException or IOException or OperationCanceledException)
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
