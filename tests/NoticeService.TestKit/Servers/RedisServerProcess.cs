using System.Diagnostics;
using System.Globalization;

namespace NoticeService.TestKit.Servers;

/// <summary>redis-server, as installed.</summary>
/// <param name="appendOnly">True: every write is on disk before it is acknowledged.</param>
/// <param name="cluster">True: a cluster of this one node, which refuses keys of different slots in one call.</param>
/// <param name="replicaOf">Host and port of the server that it copies; null when it is none's replica.</param>
public sealed class RedisServerProcess(bool appendOnly = false, bool cluster = false, string? replicaOf = null) : ServerProcess
{
    private readonly string program = RequiredTool.Require("redis-server");

    protected override ProcessStartInfo StartInfo() => new(
        program,
        [
            "--bind", "127.0.0.1",
            "--port", Port.ToString(CultureInfo.InvariantCulture),
            "--dir", Folder,
            // A replica is not kept waiting for others that might come.
            "--repl-diskless-sync-delay", "0",
            "--save", "",
            "--appendonly", appendOnly ? "yes" : "no",
            "--appendfsync", "always",
            "--cluster-enabled", cluster ? "yes" : "no",
        ]);

    protected override async Task PrepareAsync()
    {
        if (replicaOf is not null)
        {
            await SayAsync($"REPLICAOF {replicaOf.Replace(':', ' ')}");
            while (!(await SayAsync("ROLE")).Contains("connected", StringComparison.Ordinal))
            {
                await Task.Delay(20);
            }
        }

        // Fails where it was done before a restart; then the state is in the node's file.
        if (cluster)
        {
            await SayAsync("CLUSTER ADDSLOTSRANGE 0 16383");
            while (!(await SayAsync("CLUSTER INFO")).Contains("cluster_state:ok", StringComparison.Ordinal))
            {
                await Task.Delay(20);
            }
        }
    }
}
