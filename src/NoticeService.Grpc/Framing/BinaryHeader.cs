namespace Grpc.Framing;

/// <summary>The coding of <c>-bin</c> values: base64, sent without padding, accepted with and without.</summary>
internal static class BinaryHeader
{
    public static string Encode(ReadOnlySpan<byte> value) => Convert.ToBase64String(value).TrimEnd('=');

    /// <summary>Null if the text is not base64.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        text = text.Trim().TrimEnd('=');
        var padded = string.Concat(text, "==".AsSpan(0, text.Length % 4 == 0 ? 0 : Math.Min(4 - (text.Length % 4), 2)));
        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : null;
    }
}
