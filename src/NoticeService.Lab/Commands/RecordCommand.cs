using System.CommandLine;
using System.Globalization;
using NoticeService.Domain.Cells;
using NoticeService.Lab.History;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Commands;

/// <summary><c>lab record</c>: a world and its script as recorded telemetry, in virtual time.</summary>
internal static class RecordCommand
{
    private const string About = """
        Plays virtual players over shared links as lab fleet does, but in virtual time and into a file that lab replay reads.
        First comes calm, in which norms grow, then the script (see lab fleet --help), whose times count from the end of the calm.
        """;

    // Any evening will do; a fixed one makes the same file each time.
    private static readonly DateTimeOffset Evening = new(2026, 1, 15, 18, 0, 0, TimeSpan.Zero);

    public static Command Create()
    {
        var file = new Argument<string>("TELEMETRY") { Description = "The CSV file to write." };
        var network = new Option<string>("--network") { Description = "ISPs, paths, servers: network.json or notices.json.", HelpName = "FILE", Required = true };
        var players = Numbers.Option("--players", "Households, each with a session at a time.", 3000, 1, 1_000_000);
        var seed = Numbers.Seed("The same seed makes the same file.");
        var script = new Option<string>("--script") { Description = "A file of events, or builtin, or calm.", DefaultValueFactory = _ => "builtin", HelpName = "FILE|builtin|calm" };
        var calm = Durations.Option("--calm", "Calm before the script; default 12m.");
        var duration = Durations.Option("--duration", "How long the script plays; default: until 3 minutes after its last event.");
        var command = new Command("record", About) { file, network, players, seed, script, calm, duration };
        command.SetAction((arguments, cancellationToken) =>
        {
            var tables = WorldInput.Network(arguments.GetValue(network)!);
            var events = WorldInput.Script(arguments.GetValue(script)!, tables);
            var calmSeconds = Whole(arguments.GetValue(calm) ?? TimeSpan.FromMinutes(12));
            var scriptSeconds = Whole(arguments.GetValue(duration) ?? TimeSpan.FromSeconds(180 + events.Events.Select(e => e.AtS).DefaultIfEmpty(0).Max()));
            var options = new WorldOptions { Seed = arguments.GetValue(seed), Households = arguments.GetValue(players) };
            return Task.FromResult(Write(arguments.GetValue(file)!, options, tables, events, calmSeconds, scriptSeconds, cancellationToken));
        });
        return command;
    }

    private static int Write(string file, WorldOptions options, WorldNetwork network, CrowdingScript script, int calmSeconds, int scriptSeconds, CancellationToken cancellationToken)
    {
        try
        {
            using var writer = new TelemetryWriter(file);
            var world = new World(options, network, TraceLibrary.Load(), Evening.ToUnixTimeMilliseconds());
            writer.Record(world, calmSeconds, null, cancellationToken);
            var begun = world.NowMs;
            writer.Record(world, scriptSeconds, new ScriptRunner(script, world), cancellationToken);
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{writer.Rows:N0} rows of {options.Households:N0} households to {file}; the script begins at {begun} ms, window {Window.At(begun).Index}."));
            return ExitCodes.Done;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandError($"The telemetry cannot be written: {error.Message}", error);
        }
    }

    private static int Whole(TimeSpan duration) => (int)Math.Ceiling(duration.TotalSeconds);
}
