using System.CommandLine;
using NoticeService.Lab.Commands;

// One file a command, in Commands/.
var root = new RootCommand("The laboratory of NoticeService: virtual players on real traces, the demo, replays.")
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
};

var arguments = root.Parse(args);
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
