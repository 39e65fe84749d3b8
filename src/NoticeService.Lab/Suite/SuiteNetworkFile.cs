using System.Text.Json;
using NoticeService.Domain.Networks;

namespace NoticeService.Lab.Suite;

/// <summary>A world's tables as network.json, so that <c>lab replay</c> and <c>lab calibrate</c> read its telemetry.</summary>
internal static class SuiteNetworkFile
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static string Text(SuiteWorld world) => JsonSerializer.Serialize(
        new
        {
            Isps = world.Network.Isps.Select(isp => new { isp.Id, isp.Name, Prefixes = new[] { $"10.{PlannedNetwork.Index(isp.Id)}.0.0/16" } }),
            Paths = world.Network.Paths.Select(path => new { Id = path, Name = path, Kind = nameof(PathKind.Transit).ToLowerInvariant() }),
            Servers = world.Network.Servers.Select(server => new { Name = server.Name, server.Path, server.Metro }),
        },
        Options);
}
