using System.CommandLine;
using NoticeService.Commands;

var arguments = ServeCommand.Create().Parse(args);
if (arguments.Errors.Count > 0)
{
    return Usage.Tell(arguments, Console.Error);
}

return await arguments.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,

    // The host listens for Ctrl-C and SIGTERM itself, and stops stage by stage; a command is told by its token.
    ProcessTerminationTimeout = arguments.CommandResult.Command is RootCommand ? null : TimeSpan.FromSeconds(5),
});
