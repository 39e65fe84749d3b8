using Grpc.Core;
using Microsoft.Extensions.Options;

namespace NoticeService.Access;

/// <summary>Who calls: by token where keys are configured, by word on loopback where they are not. Thread-safe.</summary>
internal sealed partial class CallerAccess : IDisposable
{
    // What there is to have, so that a role that is added later is in it.
    private static readonly OperatorRoles AllRoles = Enum.GetValues<OperatorRoles>().Aggregate((sum, role) => sum | role);

    private readonly TokenReader? players;
    private readonly TokenReader? operators;
    private readonly List<KeySource> sources = [];

    /// <exception cref="OptionsValidationException">A file of keys is missing or wrong.</exception>
    public CallerAccess(IOptions<AccessOptions> options, TimeProvider time, ILogger<CallerAccess> logger)
    {
        var value = options.Value;
        players = Reader(nameof(AccessOptions.PlayerKeys), value.PlayerKeys);
        operators = Reader(nameof(AccessOptions.OperatorKeys), value.OperatorKeys);
        if (sources.Count > 0 && value.Audience.Length == 0)
        {
            LogAnyAudience(logger);
        }

        TokenReader? Reader(string option, string place)
        {
            if (place.Length == 0)
            {
                return null;
            }

            var name = $"{AccessOptions.Section}:{option}";
            KeySource source = KeyAddress.Parse(place) is { } address ? new KeyAddress(name, address, value.KeysRefresh, time, logger) : new KeyFile(name, place, logger);
            sources.Add(source);
            return new TokenReader(source, value, time);
        }
    }

    /// <summary>What to look at now and then.</summary>
    public IReadOnlyList<KeySource> Sources => sources;

    /// <summary>Whether operators need tokens, and have the roles that stand in them.</summary>
    public bool HasOperatorKeys => operators is not null;

    /// <summary>The player of a call.</summary>
    /// <returns>Null without a good token.</returns>
    public async ValueTask<PlayerCaller?> PlayerAsync(ServerCallContext context)
    {
        if (players is null)
        {
            return new PlayerCaller(null);
        }

        var (token, _) = await players.ReadAsync(HeaderOf(context));
        return token is null ? null : new PlayerCaller(token.Subject);
    }

    /// <summary>An operator who has one of the roles.</summary>
    /// <param name="context">The call.</param>
    /// <param name="roles">Any of these does.</param>
    /// <exception cref="RpcException">UNAUTHENTICATED without a good token; PERMISSION_DENIED without the role.</exception>
    public async ValueTask<OperatorCaller> OperatorAsync(ServerCallContext context, OperatorRoles roles)
    {
        var caller = await OperatorAsync(context, claimed: "");
        caller.Require(roles);
        return caller;
    }

    /// <summary>An operator, whatever he may do.</summary>
    /// <param name="context">The call.</param>
    /// <param name="claimed">The name that the request gives: only used where there are no keys, else the token's subject stands.</param>
    /// <exception cref="RpcException">UNAUTHENTICATED without a good token.</exception>
    public async ValueTask<OperatorCaller> OperatorAsync(ServerCallContext context, string claimed)
    {
        if (operators is null)
        {
            return new OperatorCaller(claimed, AllRoles);
        }

        var (token, fault) = await operators.ReadAsync(HeaderOf(context));
        return token is null
            ? throw new RpcException(new Status(StatusCode.Unauthenticated, $"An operator's token is needed: {Tell(fault)}"))
            : new OperatorCaller(token.Subject, RoleClaim.Of(token), RoleClaim.IspOf(token));
    }

    public void Dispose()
    {
        foreach (var source in sources.OfType<IDisposable>())
        {
            source.Dispose();
        }
    }

    // Nothing of the token is repeated: status texts end in logs.
    private static string Tell(TokenFault fault) => fault switch
    {
        TokenFault.Missing => "the call has no authorization header with a Bearer token.",
        TokenFault.Malformed => "this one is not a signed JWT.",
        TokenFault.Lifetime => "this one has expired, is not valid yet, or has no end.",
        TokenFault.Issuer => "this one has another issuer.",
        TokenFault.Audience => "this one is meant for another service.",
        TokenFault.Subject => "this one names no subject.",
        _ => "this one is not signed by a key in force.",
    };

    private static string? HeaderOf(ServerCallContext context) => context.RequestHeaders.GetValue("authorization");

    [LoggerMessage(5012, LogLevel.Warning, "Access:Audience is empty: a token that its issuer made for another service is good here too.")]
    private static partial void LogAnyAudience(ILogger logger);
}
