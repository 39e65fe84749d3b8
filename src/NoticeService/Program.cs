using System.CommandLine;
using NoticeService.Commands;

var arguments = ServeCommand.Create().Parse(args);
if (arguments.Errors.Count > 0)
{
    // Not the whole help, below which the mistake would be overlooked.
    foreach (var error in arguments.Errors)
    {
        Console.Error.WriteLine($"notice-service: {error.Message.ReplaceLineEndings(" ")}");
    }

    Console.Error.WriteLine("'notice-service --help' explains the options.");
    return ExitCodes.Usage;
}

return await arguments.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,

    // The host listens for Ctrl-C and SIGTERM itself, and stops stage by stage.
    ProcessTerminationTimeout = null,
});
