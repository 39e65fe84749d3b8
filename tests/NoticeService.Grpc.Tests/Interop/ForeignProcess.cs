using System.Diagnostics;
using NoticeService.TestKit;

namespace NoticeService.Grpc.Tests.Interop;

/// <summary>A program in another language, started for a test and ended with it by its id.</summary>
internal sealed class ForeignProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    private ForeignProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>A script of interop/node.</summary>
    public static ForeignProcess Node(string script, params string[] arguments)
    {
        var node = RequiredTool.Require("node");
        var folder = Path.Combine(Folder(), "node");
        RequiredTool.Require(
            Directory.Exists(Path.Combine(folder, "node_modules", "@grpc", "grpc-js")),
            "@grpc/grpc-js is not installed: run npm ci in tests/NoticeService.Grpc.Tests/Interop/node.");
        return new ForeignProcess(new ProcessStartInfo(node, [Path.Combine(folder, script), .. arguments]));
    }

    /// <summary>A script of interop/python, on Debian's Python, which is the one that has Debian's modules.</summary>
    public static async Task<ForeignProcess> PythonAsync(string script, params string[] arguments)
    {
        const string Python = "/usr/bin/python3";
        RequiredTool.Require(File.Exists(Python), $"{Python} is not installed.");
        await using (var probe = new ForeignProcess(new ProcessStartInfo(Python, ["-c", "import grpc, google.protobuf"])))
        {
            await probe.process.WaitForExitAsync();
            RequiredTool.Require(probe.process.ExitCode == 0, "python3-grpcio is not installed.");
        }

        return new ForeignProcess(new ProcessStartInfo(Python, [Path.Combine(Folder(), "python", script), .. arguments]));
    }

    /// <summary>The next line of its output; fails with its errors if it ends instead.</summary>
    public async Task<string> ReadLineAsync() => await process.StandardOutput.ReadLineAsync()
        ?? throw new InvalidOperationException($"The process ended: {await errors}");

    /// <summary>Every line to the end of its output.</summary>
    public async Task<IReadOnlyList<string>> ReadAllAsync()
    {
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? lines : throw new InvalidOperationException($"The process ended with {process.ExitCode}: {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static string Folder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "NoticeService.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("NoticeService.sln is not above the tests.");
        }

        return Path.Combine(folder, "tests", "NoticeService.Grpc.Tests", "Interop");
    }
}
