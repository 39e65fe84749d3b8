using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace NoticeService.Access;

/// <summary>
/// Checks tokens (RFC 7519, after RFC 8725): signed with an algorithm of the very key that is named, with an end, for us. It reads
/// no file. Thread-safe.
/// </summary>
internal sealed class TokenReader
{
    private const string Scheme = "Bearer ";

    // A token has a few hundred bytes; nobody makes us decode much more.
    private const int MaxTokenBytes = 8 * 1024;

    // The clocks of two machines that keep time.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly KeySource source;
    private readonly TimeProvider time;
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxTokenBytes };
    private readonly TokenValidationParameters rules;

    public TokenReader(KeySource source, AccessOptions options, TimeProvider time)
    {
        this.source = source;
        this.time = time;
        rules = new TokenValidationParameters
        {
            IssuerSigningKeyResolver = (_, token, kid, _) => Candidates((JsonWebToken)token, kid),
            TryAllIssuerSigningKeys = false,
            ValidateIssuer = options.Issuer.Length > 0,
            ValidIssuer = options.Issuer,
            ValidateAudience = options.Audience.Length > 0,
            ValidAudience = options.Audience,
            LifetimeValidator = (from, to, _, _) => IsNow(from, to),
        };
    }

    /// <summary>The token of an Authorization header.</summary>
    /// <returns>The token, or why there is none; never both.</returns>
    public async ValueTask<(JsonWebToken? Token, TokenFault Fault)> ReadAsync(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (null, TokenFault.Missing);
        }

        var result = await handler.ValidateTokenAsync(authorization[Scheme.Length..].Trim(), rules);
        var fault = result.IsValid ? FaultOf((JsonWebToken)result.SecurityToken) : FaultOf(result.Exception);
        return fault == TokenFault.None ? ((JsonWebToken)result.SecurityToken, fault) : (null, fault);
    }

    // What the library does not look at: RFC 7515 section 4.1.11 has a token with a crit that we do not know rejected.
    private static TokenFault FaultOf(JsonWebToken token) =>
        token.IsEncrypted || token.TryGetHeaderValue<object>("crit", out _) ? TokenFault.Malformed
        : string.IsNullOrWhiteSpace(token.Subject) ? TokenFault.Subject
        : TokenFault.None;

    private static TokenFault FaultOf(Exception? wrong) => wrong switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException => TokenFault.Lifetime,
        SecurityTokenInvalidIssuerException => TokenFault.Issuer,
        SecurityTokenInvalidAudienceException => TokenFault.Audience,
        SecurityTokenMalformedException or ArgumentException => TokenFault.Malformed,
        _ => TokenFault.Signature,
    };

    // The algorithm is chosen by the key, not by the token: so none, and HS256 with a public key as its secret, find no key.
    private IEnumerable<SecurityKey> Candidates(JsonWebToken token, string? kid)
    {
        var keys = source.Keys;
        if (!string.IsNullOrEmpty(kid) && keys.All(k => k.Key.Kid != kid))
        {
            source.Missed();
        }

        return keys
            .Where(k => k.Algorithms.Contains(token.Alg) && (string.IsNullOrEmpty(kid) || string.IsNullOrEmpty(k.Key.Kid) || k.Key.Kid == kid))
            .Select(k => k.Key);
    }

    // Only our own time is added to: the token's may be the first or the last that there is.
    private bool IsNow(DateTime? from, DateTime? to)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return to is { } end && now - ClockSkew < end && (from is not { } begin || now + ClockSkew >= begin);
    }
}
