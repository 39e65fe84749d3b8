using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using NoticeService.Access;

namespace NoticeService.Tests.Access;

/// <summary>Which keys a file may hold.</summary>
public sealed class KeySetTests
{
    private const string Secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA";

    [Fact]
    public void SharedSecret_IsRefused_WithoutRepeatingIt() => Refuses("keys[0] is a shared secret", KeyFolder.SetOf(new JsonObject { ["kty"] = "oct", ["k"] = Secret }));

    [Fact]
    public void PrivateKey_IsRefused_WithoutRepeatingIt()
    {
        var own = JsonNode.Parse(SigningKey.Create().ToPrivateJson())!;
        var wrong = Refuses("keys[1] is a private key", KeyFolder.SetOf(SigningKey.Create().ToPublicJson(), own));
        Assert.DoesNotContain(own["d"]!.GetValue<string>(), wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1024, false)]
    [InlineData(2040, false)]
    [InlineData(2048, true)]
    public void Rsa_HasAtLeast2048Bits(int bits, bool taken)
    {
        using var rsa = RSA.Create(bits);
        var numbers = rsa.ExportParameters(false);
        var set = KeyFolder.SetOf(new JsonObject { ["kty"] = "RSA", ["n"] = Base64UrlEncoder.Encode(numbers.Modulus), ["e"] = Base64UrlEncoder.Encode(numbers.Exponent) });
        if (taken)
        {
            Assert.DoesNotContain(Assert.Single(KeySet.Parse(set)).Algorithms, a => a.StartsWith("HS", StringComparison.Ordinal) || a == "none");
        }
        else
        {
            Refuses($"keys[0] has {bits} bits", set);
        }
    }

    [Fact]
    public void KeyOfAnotherKindOrUse_IsPassedOver()
    {
        var forEncryption = SigningKey.Create().ToPublicJson();
        forEncryption["use"] = "enc";
        var good = SigningKey.Create();
        var set = KeyFolder.SetOf(forEncryption, new JsonObject { ["kty"] = "OKP", ["crv"] = "Ed25519", ["x"] = "AA" }, good.ToPublicJson());
        Assert.Equal(good.Kid, Assert.Single(KeySet.Parse(set)).Key.Kid);
    }

    [Fact]
    public void PointThatIsNotOnTheCurve_IsRefused()
    {
        var key = SigningKey.Create().ToPublicJson();
        key["y"] = key["x"]!.GetValue<string>();
        Refuses("keys[0] is not a key", KeyFolder.SetOf(key));
    }

    [Theory]
    [InlineData("alg", "HS256", "keys[0] states alg HS256, which does not fit")]
    [InlineData("alg", "RS256", "keys[0] states alg RS256, which does not fit")]
    [InlineData("crv", "secp256k1", "keys[0] has a curve (crv) other than")]
    [InlineData("x", "!", "keys[0] has a number that is not base64url")]
    [InlineData("x", null, "keys[0] is not a key")]
    public void KeyWithAWrongField_IsRefusedByName(string field, string? value, string words)
    {
        var key = SigningKey.Create().ToPublicJson();
        key[field] = value;
        Refuses(words, KeyFolder.SetOf(key));
    }

    [Theory]
    [InlineData("", "is not JSON (line 1)")]
    [InlineData("{\n  nonsense", "is not JSON (line 2)")]
    [InlineData("-----BEGIN PUBLIC KEY-----", "is not JSON (line 1)")]
    [InlineData("[]", "must be an object with a list named keys")]
    [InlineData("{}", "must be an object with a list named keys")]
    [InlineData("""{"keys":{}}""", "must be an object with a list named keys")]
    [InlineData("""{"keys":[]}""", "holds no key")]
    [InlineData("""{"keys":[1]}""", "keys[0] is not a JSON Web Key")]
    public void Text_ThatIsNoSet_IsRefused(string text, string words) => Refuses(words, text);

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void Set_HasAtMostSixteenKeys(int count, bool taken)
    {
        var set = KeyFolder.SetOf([.. Enumerable.Range(0, count).Select(_ => (JsonNode)SigningKey.Create().ToPublicJson())]);
        if (taken)
        {
            Assert.Equal(count, KeySet.Parse(set).Count);
        }
        else
        {
            Refuses("at most 16", set);
        }
    }

    [Fact]
    public void Mistakes_AreToldTogether()
    {
        var wrong = Refuses("keys[0] is a shared secret", KeyFolder.SetOf(new JsonObject { ["kty"] = "oct", ["k"] = Secret }, JsonNode.Parse(SigningKey.Create().ToPrivateJson())!));
        Assert.Contains("keys[1] is a private key", wrong, StringComparison.Ordinal);
    }

    private static string Refuses(string words, string set)
    {
        var wrong = Assert.Throws<FormatException>(() => KeySet.Parse(set)).Message;
        Assert.Contains(words, wrong, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, wrong, StringComparison.Ordinal);
        return wrong;
    }
}
