using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace NoticeService.Web;

/// <summary>The listener that viewers may reach: of all that the service has, only what is marked as public answers there.</summary>
public static class PublicListener
{
    private static readonly object s_mark = new();

    /// <summary>Makes it the listener for viewers.</summary>
    public static void Mark(ListenOptions listener)
    {
        ArgumentNullException.ThrowIfNull(listener);

        // On the connection, not by its port: the port may be any free one.
        listener.Use(next => connection =>
        {
            connection.Items[s_mark] = true;
            return next(connection);
        });
    }

    internal static bool Took(HttpContext context) => context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(s_mark) == true;
}

/// <summary>Marks what may be asked for by anybody.</summary>
internal sealed class PublicEndpoint
{
    public static PublicEndpoint Instance { get; } = new();
}
