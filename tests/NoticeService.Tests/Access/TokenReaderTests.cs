using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Tokens;
using NoticeService.Access;
using NoticeService.TestKit.Contracts;
using TokenReader = NoticeService.Access.TokenReader;

namespace NoticeService.Tests.Access;

/// <summary>Which tokens are taken.</summary>
public sealed class TokenReaderTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly long InAnHour = (Start + Hour).ToUnixTimeSeconds();

    private readonly KeyFolder folder = new();
    private readonly ManualClock clock = new(Start);
    private readonly SigningKey key = SigningKey.Create();

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    public async Task Token_SignedByAKeyInForce_IsTaken(string scheme)
    {
        var (token, fault) = await Reader().ReadAsync(scheme + key.Sign("user-1", [], Start, Hour));
        Assert.Equal(TokenFault.None, fault);
        Assert.Equal("user-1", token?.Subject);
    }

    [Theory]
    [InlineData(null, TokenFault.Missing)]
    [InlineData("", TokenFault.Missing)]
    [InlineData("Basic dXNlcjpwYXNz", TokenFault.Missing)]
    [InlineData("Bearer ", TokenFault.Malformed)]
    [InlineData("Bearer x", TokenFault.Malformed)]
    [InlineData("Bearer a.b.c", TokenFault.Malformed)]
    [InlineData("Bearer a.b.c.d.e", TokenFault.Malformed)]
    internal async Task Header_ThatHasNoToken_IsNotTaken(string? header, TokenFault expected) => await RefusesAsync(expected, Reader(), header);

    [Theory]
    [InlineData(29, TokenFault.None)]
    [InlineData(30, TokenFault.Lifetime)]
    internal async Task Token_AfterItsEnd_IsTakenForHalfAMinuteOfSkew(int secondsAfter, TokenFault expected)
    {
        var header = "Bearer " + key.Sign("user-1", [], Start, Hour);
        clock.Advance(Hour + TimeSpan.FromSeconds(secondsAfter));
        Assert.Equal(expected, (await Reader().ReadAsync(header)).Fault);
    }

    [Theory]
    [InlineData(30, TokenFault.None)]
    [InlineData(31, TokenFault.Lifetime)]
    internal async Task Token_BeforeItsBeginning_IsTakenForHalfAMinuteOfSkew(int secondsBefore, TokenFault expected)
    {
        using var pair = Imported(out var jwk);
        var begin = Start.ToUnixTimeSeconds() + secondsBefore;
        var header = "Bearer " + HandMadeToken.Of("""{"alg":"ES256"}""", $$"""{"sub":"u","nbf":{{begin}},"exp":{{InAnHour}}}""", HandMadeToken.Ecdsa(pair));
        Assert.Equal(expected, (await Reader(keys: KeyFolder.SetOf(jwk)).ReadAsync(header)).Fault);
    }

    [Fact]
    public async Task Token_WithoutEnd_IsNotTaken()
    {
        using var pair = Imported(out var jwk);
        await RefusesAsync(TokenFault.Lifetime, Reader(keys: KeyFolder.SetOf(jwk)), "Bearer " + HandMadeToken.Of("""{"alg":"ES256"}""", """{"sub":"u"}""", HandMadeToken.Ecdsa(pair)));
    }

    [Theory]
    [InlineData("us", "here", TokenFault.None)]
    [InlineData("them", "here", TokenFault.Issuer)]
    [InlineData(null, "here", TokenFault.Issuer)]
    [InlineData("us", "there", TokenFault.Audience)]
    [InlineData("us", null, TokenFault.Audience)]
    internal async Task Token_OfAnotherIssuerOrAudience_IsNotTaken(string? issuer, string? audience, TokenFault expected)
    {
        var reader = Reader(new AccessOptions { Issuer = "us", Audience = "here" });
        Assert.Equal(expected, (await reader.ReadAsync("Bearer " + key.Sign("u", [], Start, Hour, issuer, audience))).Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Token_WithoutSubject_IsNotTaken(string subject) =>
        await RefusesAsync(TokenFault.Subject, Reader(), "Bearer " + key.Sign(subject, [], Start, Hour));

    [Fact]
    public async Task Token_OfAnotherKey_IsNotTaken() =>
        await RefusesAsync(TokenFault.Signature, Reader(), "Bearer " + SigningKey.Create().Sign("u", [], Start, Hour));

    [Fact]
    public async Task Token_OfAnotherKeyUnderAKnownKid_IsNotTaken()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = HandMadeToken.Of($$"""{"alg":"ES256","kid":"{{key.Kid}}"}""", Payload(), HandMadeToken.Ecdsa(stranger));
        await RefusesAsync(TokenFault.Signature, Reader(), "Bearer " + token);
    }

    [Fact]
    public async Task Token_WithAChangedPayload_IsNotTaken()
    {
        var parts = key.Sign("user-1", [], Start, Hour).Split('.');
        var other = key.Sign("user-2", [], Start, Hour).Split('.');
        await RefusesAsync(TokenFault.Signature, Reader(), $"Bearer {parts[0]}.{other[1]}.{parts[2]}");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("")]
    public async Task Token_Unsigned_IsNotTaken(string algorithm) =>
        await RefusesAsync(TokenFault.Signature, Reader(), "Bearer " + HandMadeToken.Of($$"""{"alg":"{{algorithm}}"}""", Payload(), HandMadeToken.Unsigned));

    [Fact]
    public async Task Token_WithThePublicKeyAsASharedSecret_IsNotTaken()
    {
        using var rsa = RSA.Create(2048);
        var reader = Reader(keys: KeyFolder.SetOf(Jwk(rsa)));
        byte[][] secrets = [rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), rsa.ExportParameters(false).Modulus!, Encoding.UTF8.GetBytes(Jwk(rsa).ToJsonString())];
        foreach (var secret in secrets)
        {
            await RefusesAsync(TokenFault.Signature, reader, "Bearer " + HandMadeToken.Of("""{"alg":"HS256"}""", Payload(), HandMadeToken.Hmac(secret)));
        }

        Assert.Equal(TokenFault.None, (await reader.ReadAsync("Bearer " + HandMadeToken.Of("""{"alg":"RS256"}""", Payload(), HandMadeToken.Rsa(rsa)))).Fault);
    }

    [Theory]
    [InlineData("RS256", TokenFault.None)]
    [InlineData("PS256", TokenFault.Signature)]
    internal async Task Key_ThatStatesItsAlgorithm_ChecksNoOther(string stated, TokenFault expected)
    {
        using var rsa = RSA.Create(2048);
        var jwk = Jwk(rsa);
        jwk["alg"] = stated;
        var token = HandMadeToken.Of("""{"alg":"RS256"}""", Payload(), HandMadeToken.Rsa(rsa));
        Assert.Equal(expected, (await Reader(keys: KeyFolder.SetOf(jwk)).ReadAsync("Bearer " + token)).Fault);
    }

    [Fact]
    public async Task Token_ThatBringsItsOwnKey_IsNotTaken()
    {
        using var stranger = Imported(out var jwk);
        var token = HandMadeToken.Of($$"""{"alg":"ES256","jwk":{{jwk.ToJsonString()}}}""", Payload(), HandMadeToken.Ecdsa(stranger));
        await RefusesAsync(TokenFault.Signature, Reader(), "Bearer " + token);
    }

    [Theory]
    [InlineData("""{"alg":"ES256"}""", TokenFault.None)]
    [InlineData("""{"alg":"ES256","crit":["exp2"],"exp2":1}""", TokenFault.Malformed)]
    [InlineData("""{"alg":"ES256","crit":[]}""", TokenFault.Malformed)]
    internal async Task Token_ThatDemandsWhatWeDoNotKnow_IsNotTaken(string header, TokenFault expected)
    {
        using var pair = Imported(out var jwk);
        Assert.Equal(expected, (await Reader(keys: KeyFolder.SetOf(jwk)).ReadAsync("Bearer " + HandMadeToken.Of(header, Payload(), HandMadeToken.Ecdsa(pair)))).Fault);
    }

    [Theory]
    [InlineData("9223372036854775807", TokenFault.None)]
    [InlineData("253402300799", TokenFault.None)]
    [InlineData("-9223372036854775808", TokenFault.Lifetime)]
    [InlineData("0", TokenFault.Lifetime)]
    internal async Task Token_WithAnEndAtTheEdgeOfTime_IsJudged(string end, TokenFault expected)
    {
        using var pair = Imported(out var jwk);
        var token = HandMadeToken.Of("""{"alg":"ES256"}""", $$"""{"sub":"u","exp":{{end}}}""", HandMadeToken.Ecdsa(pair));
        Assert.Equal(expected, (await Reader(keys: KeyFolder.SetOf(jwk)).ReadAsync("Bearer " + token)).Fault);
    }

    [Fact]
    public async Task Token_WithAnyCharacterChanged_IsNotTaken_AndNothingIsThrown()
    {
        var reader = Reader();
        var token = key.Sign("user-1", ["operator"], Start, Hour);

        // The last character has bits that are not part of the signature.
        for (var i = 0; i < token.Length - 1; i++)
        {
            foreach (var other in new[] { token[i] == 'A' ? 'B' : 'A', '.', '\u00e9' })
            {
                if (token[i] != other)
                {
                    var (read, fault) = await reader.ReadAsync($"Bearer {token[..i]}{other}{token[(i + 1)..]}");
                    Assert.Null(read);
                    Assert.NotEqual(TokenFault.None, fault);
                }
            }
        }
    }

    [Fact]
    public async Task Token_ThatIsEncrypted_IsNotTaken() =>
        await RefusesAsync(TokenFault.Signature, Reader(), "Bearer eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA");

    [Fact]
    public async Task Token_OfMoreThanEightKilobytes_IsNotTaken()
    {
        Assert.Equal(TokenFault.None, (await Reader().ReadAsync("Bearer " + key.Sign(new string('u', 5_000), [], Start, Hour))).Fault);
        await RefusesAsync(TokenFault.Malformed, Reader(), "Bearer " + key.Sign(new string('u', 7_000), [], Start, Hour));
    }

    public void Dispose() => folder.Dispose();

    private static string Payload() => $$"""{"sub":"u","exp":{{InAnHour}}}""";

    private static async Task RefusesAsync(TokenFault expected, TokenReader reader, string? header)
    {
        var (token, fault) = await reader.ReadAsync(header);
        Assert.Equal(expected, fault);
        Assert.Null(token);
    }

    private static ECDsa Imported(out JsonObject jwk)
    {
        var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = pair.ExportParameters(false).Q;
        jwk = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64UrlEncoder.Encode(point.X), ["y"] = Base64UrlEncoder.Encode(point.Y) };
        return pair;
    }

    private static JsonObject Jwk(RSA rsa)
    {
        var numbers = rsa.ExportParameters(false);
        return new JsonObject { ["kty"] = "RSA", ["n"] = Base64UrlEncoder.Encode(numbers.Modulus), ["e"] = Base64UrlEncoder.Encode(numbers.Exponent) };
    }

    private TokenReader Reader(AccessOptions? options = null, string? keys = null) => new(
        new KeyFile("Access:PlayerKeys", keys is null ? folder.Write("keys.jwks", key) : folder.WriteText("keys.jwks", keys), NullLogger.Instance),
        options ?? new AccessOptions(),
        clock);
}
