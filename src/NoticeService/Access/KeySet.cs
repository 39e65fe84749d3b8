using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace NoticeService.Access;

/// <summary>Reads a JSON Web Key Set (RFC 7517).</summary>
internal static class KeySet
{
    // A rotation needs two or three; a token without kid is tried with each.
    private const int MaxKeys = 16;

    /// <exception cref="FormatException">Tells every mistake, none of it with key material.</exception>
    public static IReadOnlyList<VerificationKey> Parse(string json)
    {
        var entries = Entries(json);
        var keys = new List<VerificationKey>();
        var mistakes = new List<string>();
        for (var i = 0; i < entries.Count; i++)
        {
            try
            {
                if (VerificationKey.Of(entries[i]) is { } key)
                {
                    keys.Add(key);
                }
            }
            catch (FormatException wrong)
            {
                mistakes.Add($"keys[{i}] {wrong.Message}");
            }
        }

        if (mistakes.Count > 0)
        {
            throw new FormatException(string.Join(' ', mistakes));
        }

        return keys.Count switch
        {
            0 => throw new FormatException("holds no key that can check a signature (kty RSA or EC)."),
            > MaxKeys => throw new FormatException($"holds {keys.Count} keys; at most {MaxKeys} are allowed."),
            _ => keys,
        };
    }

    private static List<JsonWebKey> Entries(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("keys", out var keys)
                || keys.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("is not a JSON Web Key Set: it must be an object with a list named keys.");
            }

            return [.. keys.EnumerateArray().Select((key, i) => Entry(key, i))];
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"is not JSON (line {wrong.LineNumber + 1}).", wrong);
        }
    }

    // The library's own message may quote the text.
    private static JsonWebKey Entry(JsonElement key, int index)
    {
        try
        {
            return new JsonWebKey(key.GetRawText());
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException($"keys[{index}] is not a JSON Web Key.", wrong);
        }
    }
}
