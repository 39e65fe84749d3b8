using Grpc.Core;
using Microsoft.Extensions.Options;

namespace NoticeService.Access;

/// <summary>Who calls: by token where keys are configured, by word on loopback where they are not. Thread-safe.</summary>
internal sealed class CallerAccess
{
    private const string RoleClaim = "role";

    private readonly TokenReader? players;
    private readonly TokenReader? operators;

    public CallerAccess(IOptions<AccessOptions> options, ILogger<CallerAccess> logger)
    {
        var value = options.Value;
        players = value.PlayerKeys.Length > 0 ? new TokenReader(value.PlayerKeys, value, logger) : null;
        operators = value.OperatorKeys.Length > 0 ? new TokenReader(value.OperatorKeys, value, logger) : null;
    }

    /// <summary>The user of a player's call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="claimed">As the player says; empty means the token's subject.</param>
    /// <returns>What the player says where there are no keys.</returns>
    /// <exception cref="RpcException">UNAUTHENTICATED without a good token; PERMISSION_DENIED for another user's id.</exception>
    public async ValueTask<string> UserAsync(ServerCallContext context, string claimed)
    {
        if (players is null)
        {
            return claimed;
        }

        var token = await players.ReadAsync(context.RequestHeaders.GetValue("authorization"));
        if (token is null || token.Subject.Length == 0)
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "A token is needed, signed by a known key and not expired, whose subject is the user."));
        }

        return claimed.Length == 0 || claimed == token.Subject
            ? token.Subject
            : throw new RpcException(new Status(StatusCode.PermissionDenied, "start.user_id: is not the subject of the token."));
    }

    /// <summary>The name of an operator who has one of the roles.</summary>
    /// <param name="context">The call.</param>
    /// <param name="roles">Any of these does.</param>
    /// <param name="claimed">The name that the request gives; used where there are no keys.</param>
    /// <exception cref="RpcException">UNAUTHENTICATED without a good token; PERMISSION_DENIED without the role.</exception>
    public async ValueTask<string> OperatorAsync(ServerCallContext context, OperatorRoles roles, string claimed = "")
    {
        if (operators is null)
        {
            return claimed;
        }

        var token = await operators.ReadAsync(context.RequestHeaders.GetValue("authorization"))
            ?? throw new RpcException(new Status(StatusCode.Unauthenticated, "An operator's token is needed, signed by a known key and not expired."));
        var held = token.Claims.Where(c => c.Type == RoleClaim)
            .Aggregate(OperatorRoles.None, (sum, c) => sum | (Enum.TryParse<OperatorRoles>(c.Value, ignoreCase: true, out var role) ? role : OperatorRoles.None));
        return (held & roles) != OperatorRoles.None
            ? token.Subject
            : throw new RpcException(new Status(StatusCode.PermissionDenied, $"This call needs the role {string.Join(" or ", roles.ToString().ToLowerInvariant().Split(", "))}."));
    }
}
