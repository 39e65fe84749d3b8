namespace NoticeService.Access;

/// <summary>Who calls as an operator.</summary>
/// <param name="Name">The token's subject; where there are no keys, what the request gives, or empty.</param>
/// <param name="Roles">What the token gives; where there are no keys, all: the service then listens on loopback only.</param>
internal readonly record struct OperatorCaller(string Name, OperatorRoles Roles)
{
    /// <summary>Whether records may be shown with the user's pseudonym and session, by which a person can be found.</summary>
    public bool SeesRecipients => Roles.HasFlag(OperatorRoles.Legal);
}
