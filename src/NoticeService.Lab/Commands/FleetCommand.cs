using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NoticeService.Lab.Fleet;
using NoticeService.Lab.History;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Commands;

/// <summary><c>lab fleet</c>: virtual players against a service, or their calm history into a file.</summary>
internal static class FleetCommand
{
    private const string About = """
        Lets virtual players stream over simulated, shared links on real throughput traces, and report to a service over gRPC.

        Each player comes from an address of its ISP (the header X-Forwarded-For, which the service believes from loopback).
        A script crowds links: {"events":[{"at_s":15,"link":"interconnect","isp":"verizon","path":"cogent","fraction":0.4},
        {"at_s":75,"link":"interconnect","isp":"verizon","path":"cogent"}]}. link is access (ISP), interconnect (ISP x path),
        transit (path) or server; isp, path, metro and server narrow it, and what is left out means all. fraction is the
        capacity as a part of what the sessions that cross the link want at that moment; without it the link is restored. With
        link home nothing shared is touched: {"at_s":85,"link":"home","isp":"att","homes":6,"fraction":0.08} lets the Wi-Fi of six
        homes fade to that part of their lines.

        With --history FILE nothing is sent: the same households watch in calm, in virtual time, and their telemetry is
        written to FILE (and a label to FILE.label.json), so that a new service has norms.
        """;

    public static Command Create()
    {
        var target = new Option<string>("--target") { Description = "The service's gRPC address.", DefaultValueFactory = _ => "http://127.0.0.1:5081", HelpName = "URL" };
        var players = Numbers.Option("--players", "Households, each with a session at a time.", 3000, 1, 200_000);
        var seed = Numbers.Seed("The same seed makes the same households.");
        var script = new Option<string>("--script") { Description = "A file of events, or builtin, or calm.", DefaultValueFactory = _ => "calm", HelpName = "FILE|builtin|calm" };
        var network = new Option<string>("--network") { Description = "The service's configuration: ISPs, paths, servers.", DefaultValueFactory = _ => "notices.json", HelpName = "FILE" };
        var duration = Durations.Option("--duration", "End after this time; without it, at Ctrl-C.");
        var loop = Durations.Option("--loop", "Play the script again this long after its last event.");
        var unary = Numbers.Option("--unary-share", "Share of players that report by unary calls, 0 to 1.", 0.03, 0.0, 1.0);
        var lines = LineChoice.Option(LineChoice.All);
        var summary = new Option<string?>("--summary") { Description = "Write the final summary as JSON.", HelpName = "FILE" };
        var history = new Option<string?>("--history") { Description = "Write a labelled calm history instead of running.", HelpName = "FILE" };
        var windows = Numbers.Option("--windows", "Windows of 10 s in the history.", CalmHistory.DefaultWindows, CalmHistory.MinWindows, 100_000);
        var command = new Command("fleet", About) { target, players, seed, script, network, duration, loop, unary, lines, summary, history, windows };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var tables = WorldInput.Network(arguments.GetValue(network)!);
            var world = new WorldOptions
            {
                Seed = arguments.GetValue(seed),
                Households = arguments.GetValue(players),
                RunTag = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x}"),
            };
            if (arguments.GetValue(history) is { } file)
            {
                return WriteHistory(file, world, tables, LineChoice.Load(arguments.GetValue(lines)!), arguments.GetValue(windows), cancellationToken);
            }

            var options = new FleetOptions
            {
                Target = CheckTarget(arguments.GetValue(target)!),
                World = world,
                Script = WorldInput.Script(arguments.GetValue(script)!, tables),
                Duration = arguments.GetValue(duration),
                LoopPause = arguments.GetValue(loop),
                UnaryShare = arguments.GetValue(unary),
            };
            return await RunAsync(options, tables, LineChoice.Load(arguments.GetValue(lines)!), arguments.GetValue(summary), cancellationToken);
        });
        return command;
    }

    private static string CheckTarget(string target) =>
        Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? target
            : throw new CommandError($"--target {target} is not an address such as http://127.0.0.1:5081.");

    private static int WriteHistory(string file, WorldOptions world, WorldNetwork network, TraceLibrary traces, int windows, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        try
        {
            var rows = CalmHistory.Write(file, world, network, traces, windows, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Wrote {rows:N0} rows of synthetic calm history for {world.Households:N0} households to {file} in {Stopwatch.GetElapsedTime(begin).TotalSeconds:N1} s."));
            return ExitCodes.Done;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandError($"The history cannot be written: {error.Message}", error);
        }
    }

    private static async Task<int> RunAsync(FleetOptions options, WorldNetwork network, TraceLibrary traces, string? summaryFile, CancellationToken cancellationToken)
    {
        var runner = new FleetRunner(options, network, traces, new LineDisplay(Console.Out));
        var summary = await runner.RunAsync(cancellationToken);
        foreach (var line in summary.ToLines())
        {
            Console.WriteLine(line);
        }

        if (summaryFile is not null)
        {
            await File.WriteAllTextAsync(summaryFile, summary.ToJson(), CancellationToken.None);
        }

        return summary.SamplesSent > 0 ? ExitCodes.Done : ExitCodes.Failed;
    }
}
