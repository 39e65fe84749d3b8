using System.CommandLine;
using System.Globalization;
using NoticeService.Lab.Demo;
using NoticeService.Lab.Fleet;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Commands;

/// <summary><c>lab demo</c>: what <c>make run</c> runs.</summary>
internal static class DemoCommand
{
    private const string About = """
        Starts the service and a fleet of virtual players, crowds an interconnection and then an ISP, and tells what the
        service makes of it. Meanwhile the Wi-Fi of six homes fades. Ctrl-C or SIGTERM ends everything within 3 s.

        The homes' lines are real traces. Lines that fade by themselves are left out, or every minute some home would be told of
        its own fading, which is true but another story: --lines all has them too.

        What it writes (a labelled calm history, the store, the service's log) goes to .artifacts/demo; the store starts empty
        each time, since a viewer is told at most once a day.
        """;

    public static Command Create()
    {
        var service = new Option<string?>("--service") { Description = "The service's notice-service.dll; default: the one built beside this program.", HelpName = "FILE" };
        var config = new Option<string?>("--config") { Description = "The service's configuration; default: notices.json beside the service.", HelpName = "FILE" };
        var console = new Option<string>("--console") { Description = "Where the page listens.", DefaultValueFactory = _ => "127.0.0.1:5080", HelpName = "IP:PORT" };
        var grpc = new Option<string>("--grpc") { Description = "Where gRPC listens.", DefaultValueFactory = _ => "127.0.0.1:5081", HelpName = "IP:PORT" };
        var players = Numbers.Option("--players", "Households.", 3000, 1, 200_000);
        var seed = Numbers.Seed("The same seed makes the same households.");
        var script = new Option<string>("--script") { Description = "A file of events (see lab fleet --help), or builtin, or calm.", DefaultValueFactory = _ => "builtin", HelpName = "FILE|builtin|calm" };
        var lines = LineChoice.Option(LineChoice.Steady);
        var duration = Durations.Option("--duration", "End after this time; without it, at Ctrl-C.");
        var loop = Durations.Option("--loop", "Play the script again this long after its last event; without it, calm follows.");
        var folder = new Option<string?>("--folder") { Description = "Where to write; default: .artifacts/demo.", HelpName = "DIR" };
        var plain = new Option<bool>("--plain") { Description = "Plain lines, also on a terminal." };
        var command = new Command("demo", About) { service, config, console, grpc, players, seed, script, lines, duration, loop, folder, plain };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var dll = BuiltProgram.Service(arguments.GetValue(service));
            var tables = BuiltProgram.Find("The configuration", arguments.GetValue(config), Path.Combine(Path.GetDirectoryName(dll)!, "notices.json"), "--config");
            var network = WorldInput.Network(tables);
            var options = new DemoOptions
            {
                Service = dll,
                Config = tables,
                Console = arguments.GetValue(console)!,
                Grpc = arguments.GetValue(grpc)!,
                Folder = Path.GetFullPath(arguments.GetValue(folder) ?? Path.Combine(BuiltProgram.Artifacts, "demo")),
                Network = network,
                Traces = LineChoice.Load(arguments.GetValue(lines)!),
                Fleet = new FleetOptions
                {
                    Target = $"http://{arguments.GetValue(grpc)}",
                    World = new WorldOptions
                    {
                        Seed = arguments.GetValue(seed),
                        Households = arguments.GetValue(players),
                        RunTag = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x}"),
                    },
                    Script = WorldInput.Script(arguments.GetValue(script)!, network),
                    Duration = arguments.GetValue(duration),
                    LoopPause = arguments.GetValue(loop),
                },
            };
            var onTerminal = !Console.IsOutputRedirected && !arguments.GetValue(plain);
            var runner = new DemoRunner(options, title => onTerminal ? new LiveDemoDisplay(title) : new PlainDemoDisplay(Console.Out), Console.Out);
            await runner.RunAsync(cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }
}
