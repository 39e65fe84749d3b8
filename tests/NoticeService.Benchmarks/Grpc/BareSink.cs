using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using NoticeService.Benchmarks.Sink;

namespace NoticeService.Benchmarks.Grpc;

/// <summary>
/// The bar: Kestrel without a gRPC host. It splits frames and parses messages, and leaves out all the rest: deadlines,
/// metadata, limits, compression, errors, metrics, one writer at a time.
/// </summary>
internal static class BareSink
{
    public static async Task TakeAsync(HttpContext http)
    {
        long count = 0;
        var body = http.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync();
            var buffer = read.Buffer;
            count += Parse(ref buffer);
            body.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        http.Response.ContentType = "application/grpc";
        Write(http.Response.BodyWriter, new Taken { Count = count });
        http.Response.AppendTrailer("grpc-status", "0");
    }

    private static int Parse(ref ReadOnlySequence<byte> buffer)
    {
        var count = 0;
        Span<byte> header = stackalloc byte[5];
        while (buffer.Length >= 5)
        {
            buffer.Slice(0, 5).CopyTo(header);
            var length = BinaryPrimitives.ReadInt32BigEndian(header[1..]);
            if (buffer.Length < length + 5)
            {
                break;
            }

            if (Sample.Parser.ParseFrom(buffer.Slice(5, length)).ThroughputKbps > 0)
            {
                count++;
            }

            buffer = buffer.Slice(length + 5);
        }

        return count;
    }

    private static void Write(System.IO.Pipelines.PipeWriter output, Taken taken)
    {
        var size = taken.CalculateSize();
        var header = output.GetSpan(5);
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], size);
        output.Advance(5);
        taken.WriteTo(output);
    }
}
