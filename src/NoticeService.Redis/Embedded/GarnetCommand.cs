using System.Diagnostics;
using System.Globalization;

namespace NoticeService.Redis.Embedded;

/// <summary>How Garnet is started. Every option was tried; the comments say what happens without it.</summary>
internal static class GarnetCommand
{
    /// <summary>A start of the server that dies with the <b>thread</b> that makes it, or when its standard input ends.</summary>
    /// <param name="guard">How it is tied to this process.</param>
    /// <param name="serverPath">Full path of the assembly.</param>
    /// <param name="port">On loopback.</param>
    /// <param name="dataDirectory">Holds nothing else.</param>
    /// <param name="memoryMegabytes">For the data.</param>
    /// <param name="loginPath">A configuration with the password (<see cref="StoreLogin"/>); null: none is asked for.</param>
    public static ProcessStartInfo Build(
        ChildGuard guard, string serverPath, int port, string dataDirectory, int memoryMegabytes, string? loginPath = null)
    {
        List<string> command = [GarnetLocator.FindDotnet(), serverPath, .. Options(port, dataDirectory, memoryMegabytes)];
        if (loginPath is not null)
        {
            command.AddRange(["--config-import-path", loginPath]);
        }

        var start = guard.Wrap(command);
        // Server GC would take a heap per core for a store that is idle most of the time.
        start.Environment["DOTNET_gcServer"] = "0";
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return start;
    }

    private static IEnumerable<string> Options(int port, string dataDirectory, int memoryMegabytes) =>
    [
        "--bind", "127.0.0.1",
        "--port", port.ToString(CultureInfo.InvariantCulture),
        "-q",
        "--checkpointdir", dataDirectory,
        // Without the transaction mode scripts are not atomic.
        "--lua", "--lua-transaction-mode",
        "--lua-memory-management-mode", "Tracked", "--lua-script-memory-limit", "32m", "--lua-script-timeout", "1000",
        // Without waiting for the commit a crash loses acknowledged writes.
        "--aof", "--aof-commit-wait", "--recover",
        // The default device needs a library that few machines have.
        "--device-type", "RandomAccess",
        "--memory", memoryMegabytes.ToString(CultureInfo.InvariantCulture) + "m", "--page", "1m", "--index", "1m",
        // Without both the memory of what has expired is not used again, and live data is dropped for it.
        "--expired-key-deletion-scan-freq", "10", "--reviv",
        // Without small segments the log grows for ever.
        "--aof-memory", "16m", "--aof-page-size", "8m", "--aof-size-limit", "64m", "--aof-segment-size", "32m",
    ];
}
