using System.Text;

namespace Grpc.Framing;

/// <summary>The coding of <c>grpc-message</c>: UTF-8 in which every byte but printable ASCII, and the percent sign, is <c>%XX</c>.</summary>
internal static class PercentCoding
{
    public static string Encode(string text)
    {
        if (!NeedsCoding(text))
        {
            return text;
        }

        // A lone surrogate becomes U+FFFD, as UTF-8 has no form for it.
        var bytes = Encoding.UTF8.GetBytes(text);
        var coded = new StringBuilder(bytes.Length * 3);
        foreach (var b in bytes)
        {
            if (IsPlain((char)b))
            {
                coded.Append((char)b);
            }
            else
            {
                coded.Append('%').Append(Convert.ToHexString([b]));
            }
        }

        return coded.ToString();
    }

    /// <summary>Never fails: a percent sign without two hexadecimal digits stands for itself.</summary>
    public static string Decode(string coded)
    {
        if (!coded.Contains('%', StringComparison.Ordinal))
        {
            return coded;
        }

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(coded.Length)];
        var length = 0;
        for (var i = 0; i < coded.Length; i++)
        {
            if (coded[i] == '%' && i + 2 < coded.Length && char.IsAsciiHexDigit(coded[i + 1]) && char.IsAsciiHexDigit(coded[i + 2]))
            {
                bytes[length++] = Convert.FromHexString(coded.AsSpan(i + 1, 2))[0];
                i += 2;
            }
            else
            {
                length += Encoding.UTF8.GetBytes(coded.AsSpan(i, 1), bytes.AsSpan(length));
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static bool NeedsCoding(string text)
    {
        foreach (var c in text)
        {
            if (!IsPlain(c))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPlain(char c) => c is >= ' ' and <= '~' and not '%';
}
