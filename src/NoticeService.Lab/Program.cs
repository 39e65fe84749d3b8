using System.CommandLine;
using NoticeService.Lab.Commands;

const string about = """
    The laboratory of NoticeService: virtual players on real traces, the demo, replays.

    It reads no environment variable of its own. A service that it starts (demo, bench) reads those of notice-service, for
    example OTEL_EXPORTER_OTLP_ENDPOINT (see notice-service --help); what lab tells it by option wins. With Redis__Connection set,
    the demo uses that Redis and does not empty it: whoever was told there within a day is not told again.

    Exit codes: 0 done, also when ended by Ctrl-C; 1 failed; 2 wrong options.
    """;

// One file a command, in Commands/.
var root = new RootCommand(about)
{
    DemoCommand.Create(),
    FleetCommand.Create(),
    BenchCommand.Create(),
    RecordCommand.Create(),
    ReplayCommand.Create(),
    SuiteCommand.Create(),
    LongCommand.Create(),
    CalibrateCommand.Create(),
    CasesCommand.Create(),
    VerifyEvidenceCommand.Create(),
};

var arguments = root.Parse(args);
if (arguments.Errors.Count > 0 && args.Length > 0)
{
    return Usage.Tell(arguments, Console.Error);
}

if (arguments.CommandResult.Command == root)
{
    Usage.Shorten(root);
}

try
{
    var code = await arguments.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(2.8),
    });
    return arguments.Errors.Count > 0 ? ExitCodes.Usage : code;
}
catch (CommandError error)
{
    Console.Error.WriteLine($"lab: {error.Message}");
    return ExitCodes.Failed;
}
catch (OperationCanceledException)
{
    return ExitCodes.Failed;
}
