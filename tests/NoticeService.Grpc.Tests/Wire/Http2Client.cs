using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace NoticeService.Grpc.Tests.Wire;

/// <summary>One frame of HTTP/2 as it came (RFC 9113 section 4.1).</summary>
internal sealed record Http2Frame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;

    /// <summary>True if the block has this header as a literal, which is how Kestrel writes what is in no table, without Huffman coding.</summary>
    public bool HasHeader(string name, string value) => Payload.AsSpan().IndexOf((byte[])[.. Literal(name), .. Literal(value)]) >= 0;

    public static byte[] Literal(string text) => [checked((byte)text.Length), .. Encoding.ASCII.GetBytes(text)];
}

/// <summary>Speaks HTTP/2 frame by frame, for what no client library shows: where the server ended a stream.</summary>
internal sealed class Http2Client : IDisposable
{
    private readonly TcpClient tcp = new() { NoDelay = true };
    private NetworkStream stream = null!;

    public static async Task<Http2Client> ConnectAsync(string address)
    {
        var client = new Http2Client();
        await client.tcp.ConnectAsync("127.0.0.1", new Uri(address).Port);
        client.stream = client.tcp.GetStream();
        await client.stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await client.SendAsync(4, 0, 0, []);
        return client;
    }

    /// <summary>The headers of a gRPC call, which stays open for messages.</summary>
    public Task OpenAsync(int id, string path, params (string Name, string Value)[] more)
    {
        (string Name, string Value)[] headers =
        [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"),
            ("content-type", "application/grpc"), ("te", "trailers"), .. more,
        ];
        // Each a literal without indexing and with a new name (RFC 7541 section 6.2.2).
        return SendAsync(Http2Frame.Headers, Http2Frame.EndHeaders, id, [.. headers.SelectMany(h => (byte[])[0, .. Http2Frame.Literal(h.Name), .. Http2Frame.Literal(h.Value)])]);
    }

    public Task SendDataAsync(int id, byte[] data, bool last) => SendAsync(Http2Frame.Data, last ? Http2Frame.EndStream : (byte)0, id, data);

    /// <summary>The frames of a stream, to its end; those of the connection are left out.</summary>
    public async Task<IReadOnlyList<Http2Frame>> ReadStreamAsync(int id)
    {
        var frames = new List<Http2Frame>();
        while (true)
        {
            var frame = await ReadAsync();
            if (frame.Stream != id)
            {
                continue;
            }

            frames.Add(frame);
            if (frame.Type == Http2Frame.Reset || (frame.Type is Http2Frame.Data or Http2Frame.Headers && (frame.Flags & Http2Frame.EndStream) != 0))
            {
                return frames;
            }
        }
    }

    public void Dispose() => tcp.Dispose();

    private async Task SendAsync(byte type, byte flags, int id, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), id);
        payload.CopyTo(frame, 9);
        await stream.WriteAsync(frame);
    }

    private async Task<Http2Frame> ReadAsync()
    {
        var header = new byte[9];
        await stream.ReadExactlyAsync(header);
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >>> 8];
        await stream.ReadExactlyAsync(payload);
        return new Http2Frame(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)) & int.MaxValue, payload);
    }
}
