using System.Buffers.Binary;
using System.IO.Compression;

namespace NoticeService.Grpc.Tests.Framing;

/// <summary>Frames built by hand, byte for byte, with nothing of the code under test.</summary>
internal static class Frames
{
    public static byte[] Frame(byte[] payload, byte flag = 0) => [.. Header(payload.Length, flag), .. payload];

    public static byte[] Header(int length, byte flag = 0)
    {
        var header = new byte[5];
        header[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), length);
        return header;
    }

    public static byte[] Gzip(byte[] message)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(message);
        }

        return output.ToArray();
    }

    /// <summary>The stream cut at these places (any order, any number, repeated or not).</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Cut(byte[] stream, params IEnumerable<int> places)
    {
        var fragments = new List<ReadOnlyMemory<byte>>();
        var from = 0;
        foreach (var place in places.Distinct().Where(place => place > 0 && place < stream.Length).Order().Append(stream.Length))
        {
            fragments.Add(stream.AsMemory(from..place));
            from = place;
        }

        return fragments;
    }
}
