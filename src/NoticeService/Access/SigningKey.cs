using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace NoticeService.Access;

/// <summary>A private key for trials and small installations (ES256): the service itself never holds one.</summary>
internal sealed class SigningKey
{
    private readonly JsonWebKey key;

    private SigningKey(JsonWebKey key) => this.key = key;

    public string Kid => key.Kid;

    public static SigningKey Create()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var numbers = pair.ExportParameters(includePrivateParameters: true);
        return new SigningKey(new JsonWebKey
        {
            Kty = "EC",
            Crv = "P-256",
            X = Base64UrlEncoder.Encode(numbers.Q.X),
            Y = Base64UrlEncoder.Encode(numbers.Q.Y),
            D = Base64UrlEncoder.Encode(numbers.D),
            Kid = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(9)),
            Use = "sig",
            Alg = SecurityAlgorithms.EcdsaSha256,
        });
    }

    /// <param name="json">What <see cref="ToPrivateJson"/> gave.</param>
    /// <exception cref="FormatException">It is something else.</exception>
    public static SigningKey Parse(string json)
    {
        try
        {
            var key = new JsonWebKey(json);
            return key is { Kty: "EC", Crv: "P-256", D.Length: > 0 } ? new SigningKey(key) : throw new FormatException("is not a private key of kty EC and crv P-256.");
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException("is not a JSON Web Key.", wrong);
        }
    }

    public string ToPrivateJson() => Fields(withPrivate: true).ToJsonString();

    public JsonObject ToPublicJson() => Fields(withPrivate: false);

    /// <summary>A signed token.</summary>
    /// <param name="subject">The user, or the operator's name.</param>
    /// <param name="roles">None for a player.</param>
    /// <param name="from">When it begins.</param>
    /// <param name="lifetime">How long it is good.</param>
    /// <param name="issuer">Null for none.</param>
    /// <param name="audience">Null for none.</param>
    /// <param name="isp">The ISP of the role <c>isp</c>; null for none.</param>
    public string Sign(string subject, IEnumerable<string> roles, DateTimeOffset from, TimeSpan lifetime, string? issuer = null, string? audience = null, string? isp = null)
    {
        var payload = new Dictionary<string, object>
        {
            ["sub"] = subject,
            ["iat"] = from.ToUnixTimeSeconds(),
            ["exp"] = (from + lifetime).ToUnixTimeSeconds(),
        };
        AddWhenThere("iss", issuer);
        AddWhenThere("aud", audience);
        AddWhenThere(RoleClaim.Isp, isp);
        if (roles.ToList() is { Count: > 0 } held)
        {
            payload[RoleClaim.Name] = held.Count == 1 ? held[0] : held;
        }

        var credentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256);
        return new JsonWebTokenHandler().CreateToken(JsonSerializer.Serialize(payload), credentials);

        void AddWhenThere(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                payload[name] = value;
            }
        }
    }

    private JsonObject Fields(bool withPrivate)
    {
        var fields = new JsonObject { ["kty"] = key.Kty, ["crv"] = key.Crv, ["x"] = key.X, ["y"] = key.Y, ["kid"] = key.Kid, ["use"] = "sig", ["alg"] = SecurityAlgorithms.EcdsaSha256 };
        if (withPrivate)
        {
            fields["d"] = key.D;
        }

        return fields;
    }
}
