using System.CommandLine;
using System.Net;
using NoticeService.Access;
using NoticeService.Hosting;

namespace NoticeService.Commands;

/// <summary>The command line of the service.</summary>
internal static class ServeCommand
{
    private const string About = """
        NoticeService: takes throughput telemetry from players over gRPC, works out who is crowded, and tells a test cohort.

        Every setting is an environment variable too, and an option wins over it: NoticeService__Console, NoticeService__Grpc,
        NoticeService__Config, NoticeService__History, Embedded__DataDirectory, Access__PlayerKeys, Access__OperatorKeys; Redis__Connection=HOST:PORT uses that Redis
        instead of the embedded store. OTEL_EXPORTER_OTLP_ENDPOINT sends metrics, traces and logs. The README lists them all.
        Ctrl-C or SIGTERM sends the players elsewhere and stops.
        """;

    public static RootCommand Create()
    {
        var console = Address("--console", "Where the console listens (page, metrics, probes); default 127.0.0.1:5080.");
        var grpc = Address("--grpc", "Where gRPC listens (HTTP/2 without TLS); default 127.0.0.1:5081.");
        var config = new Option<string?>("--config") { Description = "notices.json: networks, cohorts, pacing, texts, kill switches; default: the one beside the program.", HelpName = "FILE" };
        var history = new Option<string?>("--history") { Description = "Recorded calm telemetry (CSV) that gives a new installation its norms; left alone when the store has its own.", HelpName = "FILE" };
        var data = new Option<string?>("--data") { Description = "Folder of the embedded store and of the generated household key; default ./data.", HelpName = "DIR" };
        var playerKeys = new Option<string?>("--player-keys") { Description = "JWKS file with the public keys of players' tokens; default: none, and loopback only.", HelpName = "FILE" };
        var operatorKeys = new Option<string?>("--operator-keys") { Description = "JWKS file with the public keys of operators' tokens; default: none, and loopback only.", HelpName = "FILE" };
        var command = new RootCommand(About) { console, grpc, config, history, data, playerKeys, operatorKeys, CtlCommand.Create() };
        command.SetAction((arguments, cancellationToken) => Service.RunAsync(
            new Dictionary<string, string?>
            {
                [$"{ServiceOptions.Section}:{nameof(ServiceOptions.Console)}"] = arguments.GetValue(console),
                [$"{ServiceOptions.Section}:{nameof(ServiceOptions.Grpc)}"] = arguments.GetValue(grpc),
                [$"{ServiceOptions.Section}:{nameof(ServiceOptions.Config)}"] = arguments.GetValue(config),
                [$"{ServiceOptions.Section}:{nameof(ServiceOptions.History)}"] = arguments.GetValue(history),
                ["Embedded:DataDirectory"] = arguments.GetValue(data),
                [$"{AccessOptions.Section}:{nameof(AccessOptions.PlayerKeys)}"] = arguments.GetValue(playerKeys),
                [$"{AccessOptions.Section}:{nameof(AccessOptions.OperatorKeys)}"] = arguments.GetValue(operatorKeys),
            },
            cancellationToken));
        return command;
    }

    private static Option<string?> Address(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "IP:PORT" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !IPEndPoint.TryParse(text, out _))
            {
                result.AddError($"{name}: '{text}' is not an IP address and port, such as 127.0.0.1:5080.");
            }
        });
        return option;
    }
}
