using NoticeService.Redis.Embedded;
using StackExchange.Redis;

namespace NoticeService.Redis.Tests.Embedded;

/// <summary>A ping to the store that an endpoint names.</summary>
internal static class StorePing
{
    public static RespPing To(string endpoint)
    {
        var parsed = ConfigurationOptions.Parse(endpoint);
        return new RespPing(PortOf(parsed), parsed.Password, TimeSpan.FromSeconds(1));
    }

    public static RespPing WithoutPassword(string endpoint) =>
        new(PortOf(ConfigurationOptions.Parse(endpoint)), password: null, TimeSpan.FromSeconds(1));

    private static int PortOf(ConfigurationOptions parsed) => ((System.Net.IPEndPoint)parsed.EndPoints[0]).Port;
}
