using System.CommandLine;
using NoticeService.Commands;

var arguments = ServeCommand.Create().Parse(args);
var code = await arguments.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,

    // The host listens for Ctrl-C and SIGTERM itself, and stops stage by stage.
    ProcessTerminationTimeout = null,
});
return arguments.Errors.Count > 0 ? ExitCodes.Usage : code;
