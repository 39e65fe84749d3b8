using System.Diagnostics;
using System.Globalization;

namespace NoticeService.TestKit.Servers;

/// <summary>redis-server, as installed.</summary>
/// <param name="appendOnly">True: every write is on disk before it is acknowledged.</param>
public sealed class RedisServerProcess(bool appendOnly = false) : ServerProcess
{
    private readonly string program = ServerTool.Require("redis-server");

    protected override ProcessStartInfo StartInfo() => new(
        program,
        [
            "--bind", "127.0.0.1",
            "--port", Port.ToString(CultureInfo.InvariantCulture),
            "--dir", Folder,
            "--save", "",
            "--appendonly", appendOnly ? "yes" : "no",
            "--appendfsync", "always",
        ]);
}
