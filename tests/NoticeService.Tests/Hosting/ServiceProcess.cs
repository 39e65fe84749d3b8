using System.Diagnostics;
using System.Globalization;
using System.Text;
using NoticeService.Hosting;

namespace NoticeService.Tests.Hosting;

/// <summary>The service as an operator starts it.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder output = new();

    public ServiceProcess(IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "notice-service.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Of one that has exited.</summary>
    public int ExitCode => process.ExitCode;

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

    /// <summary>The last lines of one that has exited. What it wrote comes a little after its end.</summary>
    public string LastWords
    {
        get
        {
            process.WaitForExitAsync().Wait(TimeSpan.FromSeconds(2));
            return string.Join('\n', Output.TrimEnd().Split('\n').TakeLast(40));
        }
    }

    public void CloseInput() => process.StandardInput.Close();

    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    /// <summary>Waits for a word in what it says, and returns the line.</summary>
    public async Task<string> SaysAsync(string word)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Limit; await Task.Delay(20))
        {
            if (Output.Split('\n').FirstOrDefault(l => l.Contains(word, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            Assert.False(process.HasExited, string.Create(CultureInfo.InvariantCulture, $"It ended with {(process.HasExited ? process.ExitCode : 0)} and said last: {(process.HasExited ? LastWords : "")}"));
        }

        throw new TimeoutException($"It did not say '{word}': {Output}");
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

    private void Keep(string? line)
    {
        lock (output)
        {
            output.Append(line).Append('\n');
        }
    }
}
