using Grpc.Core;

namespace Grpc.Framing;

/// <summary>The names of the protocol, and which headers are its own and never a caller's or handler's metadata.</summary>
internal static class Headers
{
    public const string ContentType = "application/grpc";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string OfferedEncodings = "identity,gzip";
    public const string Identity = "identity";

    /// <summary>In call or response headers: the encoding wanted for this call's own messages. Never sent.</summary>
    public const string EncodingRequest = "grpc-internal-encoding-request";

    /// <summary>True for <c>application/grpc</c>, with or without a suffix (<c>+proto</c>) or parameters (<c>;</c>).</summary>
    public static bool IsGrpcContentType(ReadOnlySpan<char> contentType) =>
        contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is ';' or '+' or ' ');

    /// <summary>True if the header belongs to the protocol: not shown as metadata, and not sent from it.</summary>
    public static bool IsReserved(string name) => name.Length > 0 && name[0] switch
    {
        ':' => true,
        'g' or 'G' => Is(name, Status) || Is(name, Message) || Is(name, Timeout) || Is(name, Encoding) || Is(name, AcceptEncoding)
            || Is(name, EncodingRequest) || Is(name, "grpc-message-type"),
        'c' or 'C' => Is(name, "content-type") || Is(name, "content-length") || Is(name, "content-encoding") || Is(name, "connection"),
        't' or 'T' => Is(name, "te") || Is(name, "trailer") || Is(name, "transfer-encoding"),
        'h' or 'H' => Is(name, "host"),
        _ => false,
    };

    /// <summary>Adds a header as received to <paramref name="metadata"/>; a value that is not base64 where it must be is left out.</summary>
    public static void AddReceived(Metadata metadata, string name, string? value)
    {
        if (value is null || IsReserved(name) || !Metadata.Entry.IsValidKey(name))
        {
            return;
        }

        if (!name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            metadata.Add(name, value);
            return;
        }

        // Proxies and clients may join several values of a key by commas, which base64 does not use.
        foreach (var part in value.Split(','))
        {
            if (BinaryHeader.Decode(part) is { } bytes)
            {
                metadata.Add(name, bytes);
            }
        }
    }

    /// <summary>The text to send for an entry.</summary>
    public static string ToText(Metadata.Entry entry) => entry.IsBinary ? BinaryHeader.Encode(entry.Bytes) : entry.Value;

    /// <summary>True if <paramref name="encoding"/> is among a comma-separated list.</summary>
    public static bool Accepts(string? list, string encoding) => list is not null
        && (list == OfferedEncodings || list.Split(',').Any(item => Is(item.Trim(), encoding)));

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
