using System.ComponentModel.DataAnnotations;

namespace NoticeService.Access;

/// <summary>Who may call. Section <c>Access</c>. Without keys everybody may, and the service listens on loopback only.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>
    /// File or http(s) address of the JWKS (RFC 7517) with the public keys of players' tokens, whose subject is the user. A file is read
    /// again when it changes. Default empty: no tokens.
    /// </summary>
    public string PlayerKeys { get; set; } = "";

    /// <summary>
    /// The same for operators' tokens, whose claim <c>role</c> is viewer, operator, legal or isp; an isp's claim <c>isp</c> names it.
    /// Default empty: no tokens.
    /// </summary>
    public string OperatorKeys { get; set; } = "";

    /// <summary>How often a JWKS address is asked; a token of a key that is not known has it asked sooner. Default 1 min; 1 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan KeysRefresh { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The issuer that tokens must have. Default empty: any that has a key.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The audience that tokens must have. Default empty: any; then a token that the issuer made for another service is good here.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Whether every caller on the gRPC port, player or operator, must show a token.</summary>
    public bool HasKeys => PlayerKeys.Length > 0 && OperatorKeys.Length > 0;
}
