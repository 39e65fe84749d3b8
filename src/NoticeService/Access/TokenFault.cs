namespace NoticeService.Access;

/// <summary>Why a token is not taken.</summary>
internal enum TokenFault
{
    /// <summary>It is taken.</summary>
    None,

    /// <summary>There is no <c>authorization: Bearer</c> header.</summary>
    Missing,

    /// <summary>Not a signed JWT, too long, or it demands what we do not know (<c>crit</c>).</summary>
    Malformed,

    /// <summary>No key in force made its signature, or not with an algorithm of that key.</summary>
    Signature,

    /// <summary>Expired, not valid yet, or without an end.</summary>
    Lifetime,

    /// <summary>Another issuer.</summary>
    Issuer,

    /// <summary>Meant for another service.</summary>
    Audience,

    /// <summary>It names nobody.</summary>
    Subject,
}
