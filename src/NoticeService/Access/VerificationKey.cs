using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace NoticeService.Access;

/// <summary>A public key and the algorithms that it may check: only asymmetric ones, and only those of its kind.</summary>
internal sealed record VerificationKey(JsonWebKey Key, IReadOnlyList<string> Algorithms)
{
    // NIST SP 800-131A: shorter ones are disallowed.
    private const int MinRsaBits = 2_048;

    private static readonly string[] Rsa =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
    ];

    /// <param name="key">As it stands in the file.</param>
    /// <returns>Null for a key that is for something else, such as encryption, or of a kind that we do not know (RFC 7517 section 5).</returns>
    /// <exception cref="FormatException">It must not be in the file, or is not a key.</exception>
    public static VerificationKey? Of(JsonWebKey key)
    {
        if (key.Kty == "oct")
        {
            throw new FormatException("is a shared secret (kty oct): whoever can check its tokens could make them; only public keys are taken.");
        }

        if (key.D is { Length: > 0 })
        {
            throw new FormatException("is a private key: give the service the public one only, and replace this one.");
        }

        if (key.Use is { Length: > 0 } use && use != "sig")
        {
            return null;
        }

        var fitting = key.Kty switch { "RSA" => OfRsa(key), "EC" => OfCurve(key), _ => Array.Empty<string>() };
        return fitting.Length == 0 ? null : new VerificationKey(key, Narrow(key.Alg, fitting));
    }

    private static string[] Narrow(string? stated, string[] fitting) =>
        string.IsNullOrEmpty(stated) ? fitting
        : fitting.Contains(stated) ? [stated]
        : throw new FormatException($"states alg {stated}, which does not fit its kind; {string.Join(", ", fitting)} would.");

    private static string[] OfRsa(JsonWebKey key)
    {
        using var rsa = Import(() => RSA.Create(new RSAParameters { Modulus = Decode(key.N), Exponent = Decode(key.E) }));
        return rsa.KeySize >= MinRsaBits ? Rsa : throw new FormatException($"has {rsa.KeySize} bits; at least {MinRsaBits} are needed.");
    }

    private static string[] OfCurve(JsonWebKey key)
    {
        var (curve, algorithm) = key.Crv switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, SecurityAlgorithms.EcdsaSha256),
            "P-384" => (ECCurve.NamedCurves.nistP384, SecurityAlgorithms.EcdsaSha384),
            "P-521" => (ECCurve.NamedCurves.nistP521, SecurityAlgorithms.EcdsaSha512),
            _ => throw new FormatException("has a curve (crv) other than P-256, P-384 or P-521."),
        };
        using var point = Import(() => ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = Decode(key.X), Y = Decode(key.Y) } }));
        return [algorithm];
    }

    // At the reading of the file, so that a broken key is not found out by the first player.
    private static T Import<T>(Func<T> import)
    {
        try
        {
            return import();
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            throw new FormatException($"is not a key: {wrong.Message}", wrong);
        }
    }

    private static byte[] Decode(string? text)
    {
        try
        {
            return Base64UrlEncoder.DecodeBytes(text ?? "");
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            throw new FormatException("has a number that is not base64url.", wrong);
        }
    }
}
