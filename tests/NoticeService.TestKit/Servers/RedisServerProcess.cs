using System.Diagnostics;
using System.Globalization;

namespace NoticeService.TestKit.Servers;

/// <summary>redis-server, as installed.</summary>
/// <param name="appendOnly">True: every write is on disk before it is acknowledged.</param>
/// <param name="cluster">True: a cluster of this one node, which refuses keys of different slots in one call.</param>
public sealed class RedisServerProcess(bool appendOnly = false, bool cluster = false) : ServerProcess
{
    private readonly string program = RequiredTool.Require("redis-server");

    protected override ProcessStartInfo StartInfo() => new(
        program,
        [
            "--bind", "127.0.0.1",
            "--port", Port.ToString(CultureInfo.InvariantCulture),
            "--dir", Folder,
            "--save", "",
            "--appendonly", appendOnly ? "yes" : "no",
            "--appendfsync", "always",
            "--cluster-enabled", cluster ? "yes" : "no",
        ]);

    protected override async Task PrepareAsync()
    {
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
