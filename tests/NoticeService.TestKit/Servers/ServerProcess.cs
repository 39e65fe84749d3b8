using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NoticeService.Redis.Embedded;

namespace NoticeService.TestKit.Servers;

/// <summary>A real server on a free port of loopback, with its files in a folder of its own. Dispose ends it. Not thread-safe.</summary>
public abstract class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private Process? process;

    /// <summary>The same over restarts.</summary>
    public int Port { get; } = FreePort.Take();

    /// <summary>Host and port.</summary>
    public string Endpoint => $"127.0.0.1:{Port}";

    /// <summary>Removed at the end.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("notice-store-").FullName;

    /// <summary>Starts it, or starts it again on the same port and files, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        if (process is { HasExited: false })
        {
            throw new InvalidOperationException("The server is running.");
        }

        process?.Dispose();
        var start = StartInfo();
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        var words = new List<string>();
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        var ping = new RespPing(Port, password: null, TimeSpan.FromSeconds(1));
        var since = Stopwatch.GetTimestamp();
        // A server has no signal for "ready" but that it answers.
        while (!await Task.Run(ping.Answers))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(since) > StartLimit)
            {
                lock (words)
                {
                    throw new InvalidOperationException($"{start.FileName} does not answer: {string.Join(" / ", words)}");
                }
            }

            await Task.Delay(20);
        }

        await PrepareAsync();

        void Note(string? line)
        {
            lock (words)
            {
                if (line is not null && words.Count < 50)
                {
                    words.Add(line);
                }
            }
        }
    }

    /// <summary>kill -9, and waits for its end.</summary>
    public async Task KillAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Stops it where it stands: connections stay open and nothing answers.</summary>
    public void Hang() => HungProcess.Hang(process!.Id);

    /// <summary>Lets it go on.</summary>
    public void GoOn() => HungProcess.GoOn(process!.Id);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process?.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What it needs once it answers.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>One inline command and the first packet of its reply.</summary>
    public async Task<string> SayAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"));
        var reply = new byte[4096];
        var length = await client.GetStream().ReadAsync(reply);
        return Encoding.ASCII.GetString(reply, 0, length);
    }

    /// <summary>How it is started.</summary>
    protected abstract ProcessStartInfo StartInfo();
}
