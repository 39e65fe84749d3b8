namespace NoticeService.Access;

/// <summary>Who may call. Section <c>Access</c>. Without keys everybody may, and the service listens on loopback only.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>
    /// JWKS file (RFC 7517) with the public keys of players' tokens, whose subject is the user. Read again when it changes.
    /// Default empty: no tokens.
    /// </summary>
    public string PlayerKeys { get; set; } = "";

    /// <summary>
    /// JWKS file with the public keys of operators' tokens, whose claim <c>role</c> is viewer, operator, legal or isp. Read again
    /// when it changes. Default empty: no tokens.
    /// </summary>
    public string OperatorKeys { get; set; } = "";

    /// <summary>The issuer that tokens must have. Default empty: any that has a key.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The audience that tokens must have. Default empty: any; then a token that the issuer made for another service is good here.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Whether every caller on the gRPC port, player or operator, must show a token.</summary>
    public bool HasKeys => PlayerKeys.Length > 0 && OperatorKeys.Length > 0;
}
