using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using NoticeService.TestKit.Servers;

namespace NoticeService.EndToEnd.Tests.Story;

/// <summary><c>lab demo</c> as <c>make run</c> starts it, on ports and in a folder of its own.</summary>
internal sealed partial class DemoProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-demo-");
    private readonly StringBuilder output = new();
    private readonly Process process;

    private readonly string grpc = FreeAddress();

    public DemoProcess(params string[] arguments)
    {
        process = new Process
        {
            StartInfo = new ProcessStartInfo(
                "dotnet",
                [Built("NoticeService.Lab", "lab.dll"), "demo", "--plain", "--folder", folder.FullName, "--console", FreeAddress(), "--grpc", grpc, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };

        // How long the store may take is not what a story is about, and a busy machine makes it slow.
        process.StartInfo.Environment["Redis__CallTimeout"] = "00:00:10";
        process.StartInfo.Environment["Redis__ConnectTimeout"] = "00:00:10";
        process.StartInfo.Environment["Redis__HeartbeatsMissed"] = "20";
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Id of the service that it started.</summary>
    public async Task<int> ServiceIdAsync() =>
        int.Parse(ServiceId().Match(await SaysAsync("Service: process")).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>The log of the service, which names the store's process.</summary>
    public async Task<int> StoreIdAsync()
    {
        await SaysAsync("players connect");
        return int.Parse(StoreId().Match(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "service.log"))).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    public async Task<string> SaysAsync(string words)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < Limit; await Task.Delay(50))
        {
            if (Output.Split('\n').FirstOrDefault(line => line.Contains(words, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            Assert.False(process.HasExited, $"It ended without saying '{words}': {Output}");
        }

        throw new TimeoutException($"It did not say '{words}': {Output}");
    }

    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    /// <summary>An operator's command to its service.</summary>
    public Task<ToolRun> CtlAsync(params string[] arguments) =>
        ToolRun.RunAsync("dotnet", [Built("NoticeService", "notice-service.dll"), "ctl", .. arguments, "--server", $"http://{grpc}"], folder.FullName);

    /// <summary>A command of the lab, in the folder of <see cref="CtlAsync"/>.</summary>
    public Task<ToolRun> LabAsync(params string[] arguments) => ToolRun.RunAsync("dotnet", [Built("NoticeService.Lab", "lab.dll"), .. arguments], folder.FullName);

    /// <summary>SIGKILL: it can do nothing more.</summary>
    public void Kill() => process.Kill();

    public static async Task GoneAsync(int processId)
    {
        for (var since = Stopwatch.StartNew(); Directory.Exists($"/proc/{processId}"); await Task.Delay(20))
        {
            Assert.True(since.Elapsed < Limit, $"Process {processId} is still there.");
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
        folder.Delete(recursive: true);
    }

    // This program lies in bin/NAME/PIVOT/, and so do the others.
    /// <summary>A file of another project's build.</summary>
    internal static string Built(string project, string file)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, file);
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener.LocalEndpoint.ToString()!;
    }

    private void Keep(string? line)
    {
        lock (output)
        {
            output.Append(line).Append('\n');
        }
    }

    [GeneratedRegex(@"Service: process (\d+)")]
    private static partial Regex ServiceId();

    [GeneratedRegex(@"Embedded store answers on \S+, process (\d+)")]
    private static partial Regex StoreId();
}
