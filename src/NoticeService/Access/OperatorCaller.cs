using Grpc.Core;

namespace NoticeService.Access;

/// <summary>Who calls as an operator.</summary>
/// <param name="Name">The token's subject; where there are no keys, what the request gives, or empty.</param>
/// <param name="Roles">What the token gives; where there are no keys, all: the service then listens on loopback only.</param>
/// <param name="Isp">The one ISP of the token's claim <c>isp</c>; null without the claim, and with several.</param>
internal sealed record OperatorCaller(string Name, OperatorRoles Roles, string? Isp = null)
{
    /// <summary>These see every ISP; the role <c>isp</c> alone sees its own.</summary>
    private const OperatorRoles SeeAll = OperatorRoles.Viewer | OperatorRoles.Operator | OperatorRoles.Legal;

    /// <summary>Whether records may be shown with the user's pseudonym and session, by which a person can be found.</summary>
    public bool SeesRecipients => Roles.HasFlag(OperatorRoles.Legal);

    /// <param name="roles">Any of these does.</param>
    /// <exception cref="RpcException">PERMISSION_DENIED: there is none.</exception>
    public void Require(OperatorRoles roles)
    {
        if ((Roles & roles) == OperatorRoles.None)
        {
            throw Denied($"This call needs the role {RoleClaim.Tell(roles)}.");
        }
    }

    /// <summary>To which ISP what is told is limited: every method that the role <c>isp</c> may call asks here.</summary>
    /// <param name="asked">The request's own filter; empty is all that the caller may see.</param>
    /// <returns>Null is all.</returns>
    /// <exception cref="RpcException">PERMISSION_DENIED: it is another's, or the token says none.</exception>
    public string? ScopeOf(string asked)
    {
        if ((Roles & SeeAll) != OperatorRoles.None)
        {
            return asked.Length == 0 ? null : asked;
        }

        if (Isp is null)
        {
            throw Denied("The role isp needs a token whose claim isp names one ISP.");
        }

        return asked.Length == 0 || asked == Isp ? Isp : throw Denied("isp: must be the ISP of the token, or empty.");
    }

    private static RpcException Denied(string why) => new(new Status(StatusCode.PermissionDenied, why));
}
