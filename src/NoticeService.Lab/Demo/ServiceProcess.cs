using System.Diagnostics;
using NoticeService.Lab.Commands;

namespace NoticeService.Lab.Demo;

/// <summary>
/// The service as a child: its output goes to a file, and it ends when its standard input closes, which also happens when
/// this process is killed.
/// </summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const int KeptLines = 15;

    private static readonly string? NewSession = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);
    private static readonly TimeSpan GracefulStop = TimeSpan.FromSeconds(1.5);

    private readonly Process process;
    private readonly StreamWriter log;
    private readonly Lock gate = new();
    private readonly Queue<string> lastLines = new();

    private ServiceProcess(Process process, StreamWriter log, string logFile)
    {
        this.process = process;
        this.log = log;
        LogFile = logFile;
    }

    public string LogFile { get; }

    public int Id => process.Id;

    /// <summary>Completes when the child has ended.</summary>
    public Task Exited => process.WaitForExitAsync(CancellationToken.None);

    /// <param name="service">Path of <c>notice-service.dll</c>.</param>
    /// <param name="arguments">For the service.</param>
    /// <param name="logFile">Replaced when there.</param>
    /// <exception cref="CommandError">It could not be started.</exception>
    public static ServiceProcess Start(string service, IEnumerable<string> arguments, string logFile)
    {
        // In a session of its own where there is one: a Ctrl-C at the terminal is ours to pass on, after the players have left.
        var start = new ProcessStartInfo(NewSession ?? DotnetHost())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (NewSession is not null)
        {
            start.ArgumentList.Add(DotnetHost());
        }

        start.ArgumentList.Add(service);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["NoticeService__ExitWhenStdinCloses"] = "true";
        var log = new StreamWriter(logFile, append: false) { AutoFlush = true };
        var child = new ServiceProcess(new Process { StartInfo = start }, log, logFile);
        child.process.OutputDataReceived += (_, line) => child.Keep(line.Data);
        child.process.ErrorDataReceived += (_, line) => child.Keep(line.Data);
        try
        {
            child.process.Start();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            log.Dispose();
            throw new CommandError($"The service cannot be started with {start.FileName}: {error.Message}", error);
        }

        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Why it is gone, with its last words.</summary>
    public CommandError Obituary(string what)
    {
        string words;
        lock (gate)
        {
            words = string.Join(Environment.NewLine, lastLines.Select(line => "  " + line));
        }

        var code = process.HasExited ? $" (exit code {process.ExitCode})" : "";
        return new CommandError($"{what}{code}. Its last lines, of {LogFile}:{Environment.NewLine}{words}");
    }

    /// <summary>Asks it to end; after a while ends it with all that it started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.StandardInput.Close();
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(GracefulStop));
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(GracefulStop / 3));
            }
        }

        process.Dispose();
        lock (gate)
        {
            log.Dispose();
        }
    }

    private static string DotnetHost() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? path
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > KeptLines)
            {
                lastLines.Dequeue();
            }

            if (log.BaseStream is not null)
            {
                log.WriteLine(line);
            }
        }
    }
}
