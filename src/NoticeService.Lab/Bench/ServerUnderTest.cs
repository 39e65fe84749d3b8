using System.Buffers.Binary;
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
    private readonly string memory;

    private ServerUnderTest(Process process, Uri address, string memory)
    {
        this.process = process;
        this.memory = memory;
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

    /// <param name="address">Where it will listen.</param>
    /// <param name="program">A dll.</param>
    /// <param name="arguments">For the program.</param>
    /// <param name="environment">Added to this process's.</param>
    /// <exception cref="CommandError">It did not listen in time.</exception>
    public static async Task<ServerUnderTest> StartAsync(IPEndPoint address, string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        string[] command = [.. Pin is null ? [] : new[] { Pin, "-c", "0" }, "dotnet", program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var memory = Path.Combine(Path.GetTempPath(), $"notice-bench-{Guid.NewGuid():N}.socket");
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        start.Environment[StartupHook.SocketVariable] = memory;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var server = new ServerUnderTest(process, new Uri($"http://{address}"), memory);
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

    /// <summary>Makes it collect all its garbage.</summary>
    /// <returns>Bytes of live objects, and resident bytes.</returns>
    public async Task<(long Live, long Resident)> CollectAsync(CancellationToken stop)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(memory), stop);
        await using var stream = new NetworkStream(socket);
        var reply = new byte[StartupHook.ReplySize];
        await stream.ReadExactlyAsync(reply, stop);
        return (BinaryPrimitives.ReadInt64LittleEndian(reply), BinaryPrimitives.ReadInt64LittleEndian(reply.AsSpan(8)));
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
        File.Delete(memory);
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
