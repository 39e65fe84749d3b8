using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NoticeService.Lab.Commands;

namespace NoticeService.Lab.Bench;

/// <summary>A server in a process of its own, on the first core where the system can pin it.</summary>
internal sealed class ServerUnderTest : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly string? Pin = new[] { "/usr/bin/taskset" }.FirstOrDefault(File.Exists);

    private readonly Process process;

    private ServerUnderTest(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Processor time that it has used so far, all threads.</summary>
    public TimeSpan Used
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory, bytes.</summary>
    public long Resident
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <param name="address">Where it will listen.</param>
    /// <param name="program">A dll.</param>
    /// <param name="arguments">For the program.</param>
    /// <param name="environment">Added to this process's.</param>
    /// <exception cref="CommandError">It did not listen in time.</exception>
    public static async Task<ServerUnderTest> StartAsync(IPEndPoint address, string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        string[] command = [.. Pin is null ? [] : new[] { Pin, "-c", "0" }, "dotnet", program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var server = new ServerUnderTest(process, new Uri($"http://{address}"));
        for (var since = Stopwatch.StartNew(); since.Elapsed < StartLimit; await Task.Delay(100))
        {
            if (process.HasExited)
            {
                break;
            }

            if (await ListensAsync(address))
            {
                return server;
            }
        }

        server.Dispose();
        throw new CommandError($"{Path.GetFileName(program)} does not listen on {address}.");
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }

    private static async Task<bool> ListensAsync(IPEndPoint address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
