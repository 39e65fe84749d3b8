using System.Buffers.Binary;
using System.Text;

namespace NoticeService.Pipeline.Configuration.Mmdb;

/// <summary>
/// Decodes values of a data section: strings as <see cref="string"/>, all unsigned whole numbers up to 64 bits as <see cref="ulong"/>,
/// 128 bits as <see cref="UInt128"/>, and maps, arrays, doubles, floats, booleans and bytes as one expects. Every read is
/// checked against the section, and depth and size against bounds, so that no file makes it crash, loop or allocate without end.
/// </summary>
internal sealed class MmdbDecoder(ReadOnlyMemory<byte> section)
{
    // Real records nest 3 deep and hold some dozens of values.
    private const int MaxDepth = 32;
    private const int MaxValues = 4096;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>The value at an offset in the section.</summary>
    /// <exception cref="MmdbException">Broken.</exception>
    public object Decode(int offset)
    {
        var budget = MaxValues;
        return Decode(ref offset, 0, ref budget);
    }

    private object Decode(ref int at, int depth, ref int budget)
    {
        if (depth > MaxDepth || --budget < 0)
        {
            throw new MmdbException($"The value at byte {at} of the data section is nested too deep or too large.");
        }

        var (type, size) = ReadControl(ref at);
        switch (type)
        {
            case MmdbType.Pointer:
                var target = size;
                if (ReadType(target) == MmdbType.Pointer)
                {
                    throw new MmdbException($"The pointer before byte {at} of the data section points to a pointer.");
                }

                return Decode(ref target, depth + 1, ref budget);
            case MmdbType.Map:
                return DecodeMap(ref at, size, depth, ref budget);
            case MmdbType.Array:
                return DecodeArray(ref at, size, depth, ref budget);
            case MmdbType.Boolean:
                return size switch { 0 => false, 1 => true, _ => throw new MmdbException($"A boolean before byte {at} has the value {size}.") };
            default:
                return DecodeScalar(type, Take(ref at, size));
        }
    }

    private Dictionary<string, object> DecodeMap(ref int at, int size, int depth, ref int budget)
    {
        // Not sized by what the file claims: entries cost only as they are read.
        var map = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < size; i++)
        {
            var key = Decode(ref at, depth + 1, ref budget) as string ?? throw new MmdbException($"A map's key before byte {at} is not a string.");
            map[key] = Decode(ref at, depth + 1, ref budget);
        }

        return map;
    }

    private List<object> DecodeArray(ref int at, int size, int depth, ref int budget)
    {
        var array = new List<object>();
        for (var i = 0; i < size; i++)
        {
            array.Add(Decode(ref at, depth + 1, ref budget));
        }

        return array;
    }

    private static object DecodeScalar(MmdbType type, ReadOnlySpan<byte> bytes) => type switch
    {
        MmdbType.String => DecodeString(bytes),
        MmdbType.Double when bytes.Length == 8 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        MmdbType.Float when bytes.Length == 4 => BinaryPrimitives.ReadSingleBigEndian(bytes),
        MmdbType.Bytes => bytes.ToArray(),
        MmdbType.UInt16 when bytes.Length <= 2 => (ulong)DecodeUnsigned(bytes),
        MmdbType.UInt32 when bytes.Length <= 4 => (ulong)DecodeUnsigned(bytes),
        MmdbType.UInt64 when bytes.Length <= 8 => (ulong)DecodeUnsigned(bytes),
        MmdbType.UInt128 when bytes.Length <= 16 => DecodeUnsigned(bytes),
        // Shorter ones are padded with zeros at the front, so only a full one can be negative.
        MmdbType.Int32 when bytes.Length <= 4 => (int)(uint)DecodeUnsigned(bytes),
        _ => throw new MmdbException($"A value of type {(int)type} has {bytes.Length} bytes."),
    };

    private static string DecodeString(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException broken)
        {
            throw new MmdbException("A string is not UTF-8.", broken);
        }
    }

    private static UInt128 DecodeUnsigned(ReadOnlySpan<byte> bytes)
    {
        UInt128 value = 0;
        foreach (var b in bytes)
        {
            value = (value << 8) | b;
        }

        return value;
    }

    private MmdbType ReadType(int at) => ReadControl(ref at).Type;

    // For a pointer, the size is its target.
    private (MmdbType Type, int Size) ReadControl(ref int at)
    {
        var control = Take(ref at, 1)[0];
        var type = (MmdbType)(control >> 5);
        if (type == MmdbType.Pointer)
        {
            return (type, ReadPointer(ref at, control));
        }

        if (type == MmdbType.Extended)
        {
            type = (MmdbType)(Take(ref at, 1)[0] + 7);
            if (type is < MmdbType.Int32 or > MmdbType.Float or MmdbType.Container or MmdbType.EndMarker)
            {
                throw new MmdbException($"The data section has an unknown type {(int)type} before byte {at}.");
            }
        }

        var size = control & 0x1F;
        return (type, size switch
        {
            29 => 29 + (int)DecodeUnsigned(Take(ref at, 1)),
            30 => 285 + (int)DecodeUnsigned(Take(ref at, 2)),
            31 => 65_821 + (int)DecodeUnsigned(Take(ref at, 3)),
            _ => size,
        });
    }

    private int ReadPointer(ref int at, byte control)
    {
        var bytes = ((control >> 3) & 3) + 1;
        var rest = (ulong)DecodeUnsigned(Take(ref at, bytes));
        var high = (ulong)(control & 7);
        var target = bytes switch
        {
            1 => (high << 8) | rest,
            2 => ((high << 16) | rest) + 2048,
            3 => ((high << 24) | rest) + 526_336,
            _ => rest,
        };
        return target < (ulong)section.Length ? (int)target : throw new MmdbException($"A pointer before byte {at} points to {target}, outside the data section.");
    }

    private ReadOnlySpan<byte> Take(ref int at, int count)
    {
        if (at < 0 || count > section.Length - at)
        {
            throw new MmdbException($"The data section ends at byte {section.Length}, in the middle of a value.");
        }

        var bytes = section.Span.Slice(at, count);
        at += count;
        return bytes;
    }
}
