using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace NoticeService.Access;

/// <summary>Checks tokens against the keys of a file, which may be exchanged while the service runs. Thread-safe.</summary>
internal sealed partial class TokenReader
{
    // A stream is checked once, at its start: a look at the file's time is cheap beside the signature.
    private readonly string path;
    private readonly AccessOptions options;
    private readonly ILogger logger;
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private volatile Keys keys;

    /// <exception cref="IOException">The file is not readable.</exception>
    /// <exception cref="FormatException">It is not a JWKS with a key.</exception>
    public TokenReader(string path, AccessOptions options, ILogger logger)
    {
        this.path = path;
        this.options = options;
        this.logger = logger;
        keys = Load(File.GetLastWriteTimeUtc(path));
    }

    /// <summary>The token of an Authorization header.</summary>
    /// <returns>Null when it is missing, forged, expired, or not for us.</returns>
    public async Task<JsonWebToken?> ReadAsync(string? authorization)
    {
        const string Scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        Refresh();
        var result = await handler.ValidateTokenAsync(authorization[Scheme.Length..].Trim(), new TokenValidationParameters
        {
            IssuerSigningKeys = keys.Set.GetSigningKeys(),
            ValidateIssuer = options.Issuer.Length > 0,
            ValidIssuer = options.Issuer,
            ValidateAudience = options.Audience.Length > 0,
            ValidAudience = options.Audience,
            RequireExpirationTime = true,
            ClockSkew = TimeSpan.FromSeconds(30),
        });
        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;
    }

    private void Refresh()
    {
        var written = File.GetLastWriteTimeUtc(path);
        if (written == keys.Written)
        {
            return;
        }

        try
        {
            keys = Load(written);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or FormatException)
        {
            // The last good keys stay in force; told once for each change of the file.
            keys = keys with { Written = written };
            LogRejected(logger, path, wrong.Message);
        }
    }

    private Keys Load(DateTime written)
    {
        try
        {
            var set = new JsonWebKeySet(File.ReadAllText(path));
            return set.GetSigningKeys().Count > 0 ? new Keys(written, set) : throw new FormatException($"{path}: holds no key.");
        }
        catch (Exception wrong) when (wrong is ArgumentException or System.Text.Json.JsonException)
        {
            throw new FormatException($"{path}: is not a JSON Web Key Set: {wrong.Message}", wrong);
        }
    }

    [LoggerMessage(5010, LogLevel.Error, "The changed keys in {Path} are rejected and the last good ones stay in force: {Reason}")]
    private static partial void LogRejected(ILogger logger, string path, string reason);

    private sealed record Keys(DateTime Written, JsonWebKeySet Set);
}
