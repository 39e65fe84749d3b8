using System.CommandLine;
using System.Net;
using NoticeService.Access;
using NoticeService.Hosting;
using NoticeService.Pipeline.Recording;

namespace NoticeService.Commands;

/// <summary>The command line of the service.</summary>
internal static class ServeCommand
{
    private const string About = """
        NoticeService: takes throughput telemetry from players over gRPC, works out who is crowded, and tells a test cohort.

        Every option is an environment variable too, named beside it; the option wins. These are variables only:

          Redis__Connection             host:port[,host:port...]: use that Redis and start no embedded store
          Households__KeyFile           base64 key of the pseudonyms; needed with Redis__Connection, otherwise generated
          Access__Issuer                what tokens must have as iss; empty: any
          Access__Audience              what tokens must have as aud; empty: any
          Access__KeysRefresh           how often a JWKS address is asked; default 00:01:00
          Tls__Grpc__Certificate        PEM file with the certificate and its chain: TLS on the gRPC port; read again when it changes
          Tls__Grpc__Key                PEM file with its private key
          Tls__Grpc__ClientAuthorities  PEM file: only clients with a certificate of one of these authorities get in
          Tls__Console__...             the same three for the console; Tls__Public__... for the viewers' page
          Ledger__JournalDirectory      this pod's own copy of the ledger; default: journal in the data folder
          NoticeService__TrustedProxies__0   network whose X-Forwarded-For is believed, such as 10.0.0.0/8; __1 and so on for more
          NoticeService__Pod            this pod's name, unique among those of one store; default: host and process
          NoticeService__Shards         shards of the cells, the same on all pods; default 4
          Sessions__WatchIdle           a player's stream on which nothing came for this long is ended; default 00:10:00
          GoLive__Mode                  auto, enforced or off: whether a new installation is in shadow until its own traffic was calibrated; default
                                        auto: with keys it is
          GoLive__FalseAlarmsPerThousandIspDays  the budget that a calibration's upper limit must keep; default 1
          Recording__PartMegabytes      length of a part of the recording; default 256
          Recording__MaxMegabytes       of all parts: then the oldest is deleted; default 20480
          Recording__LeaveFreeMegabytes room that the recording leaves on its disk; default 1024
          Redis__ReplicasConfirming     replicas that must have a suspension or an admission before it counts; default 0
          OTEL_EXPORTER_OTLP_ENDPOINT   where metrics, traces and logs go; OTEL_SERVICE_NAME and the like as the standard says

        Ctrl-C or SIGTERM sends the players elsewhere and stops. Exit codes: 0 stopped when asked; 1 failed; 2 wrong options.
        """;

    public static RootCommand Create()
    {
        var console = Address("--console", "Where the console listens (page, metrics, probes); default 127.0.0.1:5080 [NoticeService__Console]");
        var grpc = Address("--grpc", "Where gRPC listens (HTTP/2; without a certificate also without TLS); default 127.0.0.1:5081 [NoticeService__Grpc]");
        var viewers = Address("--public", "Where viewers read why a notice was shown, and nothing else; default: nowhere [NoticeService__Public]");
        var publicUrl = new Option<string?>("--public-url") { Description = "The same as viewers reach it: notices then have the link [NoticeService__PublicUrl]", HelpName = "URL" };
        var config = new Option<string?>("--config") { Description = "notices.json: networks, cohorts, pacing, texts, kill switches; default: the one beside the program [NoticeService__Config]", HelpName = "FILE" };
        var history = new Option<string?>("--history") { Description = "Recorded calm telemetry (CSV) that gives a new installation its norms; left alone when the store has its own [NoticeService__History]", HelpName = "FILE" };
        var data = new Option<string?>("--data") { Description = "Folder of the embedded store and of the generated household key; default ./data [Embedded__DataDirectory]", HelpName = "DIR" };
        var record = new Option<string?>("--record") { Description = "Folder in which this pod records the telemetry that it counts, for lab replay and lab calibrate; people, sessions and addresses as pseudonyms and blocks; default: none [Recording__Directory]", HelpName = "DIR" };
        var playerKeys = new Option<string?>("--player-keys") { Description = "JWKS with the public keys of players' tokens, a file or an http(s) address; default: none, and loopback only [Access__PlayerKeys]", HelpName = "FILE|URL" };
        var operatorKeys = new Option<string?>("--operator-keys") { Description = "The same for operators' tokens [Access__OperatorKeys]", HelpName = "FILE|URL" };
        var command = new RootCommand(About) { console, grpc, viewers, publicUrl, config, history, data, record, playerKeys, operatorKeys, CtlCommand.Create() };
        command.SetAction((arguments, cancellationToken) => Service.RunAsync(
            new Dictionary<string, string?>
            {
                [$"{ServiceOptions.Section}:{nameof(ServiceOptions.Console)}"] = arguments.GetValue(console),
                [$"{ServiceOptions.Section}:{nameof(ServiceOptions.Grpc)}"] = arguments.GetValue(grpc),
                [$"{ServiceOptions.Section}:{nameof(ServiceOptions.Public)}"] = arguments.GetValue(viewers),
                [$"{ServiceOptions.Section}:{nameof(ServiceOptions.PublicUrl)}"] = arguments.GetValue(publicUrl),
                [$"{ServiceOptions.Section}:{nameof(ServiceOptions.Config)}"] = arguments.GetValue(config),
                [$"{ServiceOptions.Section}:{nameof(ServiceOptions.History)}"] = arguments.GetValue(history),
                ["Embedded:DataDirectory"] = arguments.GetValue(data),
                [$"{RecordingOptions.Section}:{nameof(RecordingOptions.Directory)}"] = arguments.GetValue(record),
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
