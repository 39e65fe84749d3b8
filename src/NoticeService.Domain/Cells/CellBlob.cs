using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace NoticeService.Domain.Cells;

/// <summary>
/// One pod's cells of one window and shard as bytes. Layout, version 1, all integers LEB128 varints: the bytes 'N' 'C' 1;
/// window index; number of strings and each as length and UTF-8; number of cells; per cell the string numbers of ISP,
/// path, metro, the three session counts, the two sketches (count, then ascending hashes of 8 bytes, little-endian), the
/// number of strata; per stratum the string number of the server, the octave (zigzag), the number of bins that are not
/// empty, and for each the distance to the bin before (the first from -1) and the count. Nothing may follow.
/// </summary>
public static class CellBlob
{
    private const byte Version = 1;

    // A blob is made by our own pods; the bounds stop a broken one from taking the leader's memory.
    private const int MaxStrings = 1 << 20;
    private const int MaxStringBytes = 256;

    /// <summary>Encodes cells; the same cells give the same bytes.</summary>
    public static byte[] Encode(Window window, IReadOnlyList<CellStats> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var strings = new List<string>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var body = new ArrayBufferWriter<byte>(1024);
        WriteUnsigned(body, (ulong)cells.Count);
        foreach (var cell in cells)
        {
            WriteCell(body, cell, NumberOf);
        }

        var blob = new ArrayBufferWriter<byte>(body.WrittenCount + 64);
        blob.Write([(byte)'N', (byte)'C', Version]);
        WriteSigned(blob, window.Index);
        WriteUnsigned(blob, (ulong)strings.Count);
        foreach (var text in strings)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            WriteUnsigned(blob, (ulong)utf8.Length);
            blob.Write(utf8);
        }

        blob.Write(body.WrittenSpan);
        return blob.WrittenSpan.ToArray();

        ulong NumberOf(string text)
        {
            if (!numbers.TryGetValue(text, out var number))
            {
                numbers.Add(text, number = strings.Count);
                strings.Add(text);
            }

            return (ulong)number;
        }
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="FormatException">Not such a blob; the message says at which byte.</exception>
    public static (Window Window, IReadOnlyList<CellStats> Cells) Decode(ReadOnlySpan<byte> blob)
    {
        var reader = new Reader(blob);
        if (reader.Byte() != 'N' || reader.Byte() != 'C')
        {
            throw reader.Broken("it does not begin with NC");
        }

        if (reader.Byte() is var version && version != Version)
        {
            throw reader.Broken($"version {version} is not {Version}");
        }

        var window = new Window(reader.Signed());
        var strings = new string[reader.Count(MaxStrings)];
        for (var i = 0; i < strings.Length; i++)
        {
            strings[i] = reader.Text();
        }

        var cells = new CellStats[reader.Count(int.MaxValue)];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = ReadCell(ref reader, strings);
        }

        reader.ExpectEnd();
        return (window, cells);
    }

    private static void WriteCell(ArrayBufferWriter<byte> writer, CellStats cell, Func<string, ulong> numberOf)
    {
        WriteUnsigned(writer, numberOf(cell.Key.Isp));
        WriteUnsigned(writer, numberOf(cell.Key.Path));
        WriteUnsigned(writer, numberOf(cell.Key.Metro));
        WriteUnsigned(writer, (ulong)cell.Sessions);
        WriteUnsigned(writer, (ulong)cell.WithoutNorm);
        WriteUnsigned(writer, (ulong)cell.Starved);
        WriteSketch(writer, cell.Households);
        WriteSketch(writer, cell.Blocks);
        WriteUnsigned(writer, (ulong)cell.Strata.Count);
        foreach (var (stratum, histogram) in cell.Strata)
        {
            WriteUnsigned(writer, numberOf(stratum.Server));
            WriteSigned(writer, stratum.Octave);
            WriteHistogram(writer, histogram);
        }
    }

    private static void WriteSketch(ArrayBufferWriter<byte> writer, BottomK sketch)
    {
        WriteUnsigned(writer, (ulong)sketch.Hashes.Count);
        foreach (var hash in sketch.Hashes)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(writer.GetSpan(8), hash);
            writer.Advance(8);
        }
    }

    private static void WriteHistogram(ArrayBufferWriter<byte> writer, ShortfallHistogram histogram)
    {
        var counts = histogram.Counts;
        WriteUnsigned(writer, (ulong)(counts.Length - counts.Count(0)));
        var before = -1;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }

            var bin = histogram.First + i;
            WriteUnsigned(writer, (ulong)(bin - before));
            WriteUnsigned(writer, (ulong)counts[i]);
            before = bin;
        }
    }

    private static CellStats ReadCell(ref Reader reader, string[] strings)
    {
        var cell = new CellStats(new CellKey(reader.Named(strings), reader.Named(strings), reader.Named(strings)));
        cell.CountSessions(reader.NonNegative(), reader.NonNegative(), reader.NonNegative());
        ReadSketch(ref reader, cell.Households);
        ReadSketch(ref reader, cell.Blocks);
        var strata = reader.Count(int.MaxValue);
        for (var i = 0; i < strata; i++)
        {
            var server = reader.Named(strings);
            var octave = reader.Signed();
            if (octave is < -64 or > 64)
            {
                throw reader.Broken($"octave {octave} is out of range");
            }

            ReadHistogram(ref reader, cell.Stratum(new StratumKey(server, (int)octave)));
        }

        return cell;
    }

    private static void ReadSketch(ref Reader reader, BottomK sketch)
    {
        var count = reader.Count(BottomK.Capacity);
        for (var i = 0; i < count; i++)
        {
            sketch.Add(reader.Fixed64());
        }
    }

    private static void ReadHistogram(ref Reader reader, ShortfallHistogram histogram)
    {
        var bins = reader.Count(ShortfallHistogram.Bins);
        var bin = -1L;
        for (var i = 0; i < bins; i++)
        {
            bin += reader.NonNegative();
            var count = reader.NonNegative();
            if (bin is < 0 or >= ShortfallHistogram.Bins || count > int.MaxValue - histogram.Total)
            {
                throw reader.Broken("a histogram is out of range");
            }

            histogram.Add((int)bin, (int)count);
        }
    }

    private static void WriteUnsigned(ArrayBufferWriter<byte> writer, ulong value)
    {
        var span = writer.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        writer.Advance(length);
    }

    private static void WriteSigned(ArrayBufferWriter<byte> writer, long value) =>
        WriteUnsigned(writer, (ulong)((value << 1) ^ (value >> 63)));

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;
        private int at = 0;

        public readonly FormatException Broken(string what) => new($"Not a cell blob: {what} (byte {at} of {bytes.Length}).");

        public byte Byte() => at < bytes.Length ? bytes[at++] : throw Broken("it ends too early");

        public ulong Unsigned()
        {
            ulong value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                var next = Byte();
                value |= (ulong)(next & 0x7f) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }

            throw Broken("a number has more than 64 bits");
        }

        public long Signed()
        {
            var value = Unsigned();
            return (long)(value >> 1) ^ -(long)(value & 1);
        }

        public long NonNegative() => Unsigned() is var value && value <= long.MaxValue ? (long)value : throw Broken("a count is too large");

        // Every counted thing takes at least one byte, so a count above what is left is a lie.
        public int Count(int max) => Unsigned() is var count && count <= (ulong)Math.Min(max, bytes.Length - at)
            ? (int)count
            : throw Broken($"a count of {count} is too large");

        public ulong Fixed64()
        {
            if (bytes.Length - at < 8)
            {
                throw Broken("it ends too early");
            }

            var value = BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
            at += 8;
            return value;
        }

        public string Text()
        {
            var length = Count(MaxStringBytes);
            var text = Encoding.UTF8.GetString(bytes.Slice(at, length));
            at += length;
            return text;
        }

        public string Named(string[] strings) => Unsigned() is var number && number < (ulong)strings.Length
            ? strings[number]
            : throw Broken($"string {number} of {strings.Length} is asked for");

        public readonly void ExpectEnd()
        {
            if (at != bytes.Length)
            {
                throw Broken("bytes follow its end");
            }
        }
    }
}
