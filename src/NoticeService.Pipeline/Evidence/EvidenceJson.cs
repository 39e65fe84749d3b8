using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NoticeService.Domain.Evidence;

namespace NoticeService.Pipeline.Evidence;

/// <summary>A pack as JSON, in which a double reads back as the same double; squeezed for the store.</summary>
public static class EvidenceJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static byte[] Write(EvidencePack pack) => JsonSerializer.SerializeToUtf8Bytes(pack, Options);

    /// <exception cref="FormatException">Not a pack; the message says where.</exception>
    public static EvidencePack Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<EvidencePack>(json, Options) ?? throw new FormatException("Not an evidence pack: it is null.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"Not an evidence pack: {wrong.Message}", wrong);
        }
    }

    /// <summary>Brotli of what <see cref="Write"/> gives.</summary>
    public static byte[] Squeeze(byte[] json)
    {
        using var squeezed = new MemoryStream();
        using (var brotli = new BrotliStream(squeezed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(json);
        }

        return squeezed.ToArray();
    }

    /// <summary>What was squeezed.</summary>
    /// <exception cref="InvalidDataException">It was not.</exception>
    public static byte[] Unsqueeze(ReadOnlyMemory<byte> squeezed)
    {
        using var brotli = new BrotliStream(new MemoryStream(squeezed.ToArray(), writable: false), CompressionMode.Decompress);
        using var json = new MemoryStream();
        brotli.CopyTo(json);
        return json.ToArray();
    }
}
