using System.Diagnostics;

namespace NoticeService.TestKit.Servers;

/// <summary>How a program ended.</summary>
/// <param name="Output">What it wrote, to both streams.</param>
public sealed record ToolRun(int ExitCode, string Output, string StandardOutput)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs a program to its end; killed after ten minutes, which only what hangs takes, also at the lowest priority beside other tests.</summary>
    /// <param name="program">Full path.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="input">What it reads.</param>
    public static async Task<ToolRun> RunAsync(string program, IEnumerable<string> arguments, string folder, string input = "")
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{program} did not start.");
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {Limit}.");
        }

        return new(process.ExitCode, await output + await error, await output);
    }
}
