using System.CommandLine;
using Grpc.Core;

namespace NoticeService.Commands.Remote;

/// <summary>A command that asks a running service: whatever it answers ends as one plain sentence and an exit code.</summary>
internal static class RemoteCommand
{
    /// <param name="command">Gets the options of the connection, and the action.</param>
    /// <param name="work">Gives the exit code when nothing goes wrong.</param>
    /// <param name="seconds">That a call may take, unless <c>--timeout</c> says otherwise.</param>
    public static Command Runs(Command command, Func<RemoteService, ParseResult, CancellationToken, Task<int>> work, int seconds = 30)
    {
        var options = new RemoteOptions(command, seconds);
        foreach (var argument in command.Arguments)
        {
            // What is no option is taken for the next argument; but no id, name or file of ours begins like an option.
            argument.Validators.Add(given =>
            {
                if (given.Tokens.FirstOrDefault(t => t.Value.StartsWith('-')) is { } wrong)
                {
                    given.AddError($"Unrecognized command or argument '{wrong.Value}'.");
                }
            });
        }

        command.SetAction((arguments, cancellationToken) => Mistakes.TellAsync(async () =>
        {
            using var service = options.Open(arguments);
            try
            {
                return await work(service, arguments, cancellationToken);
            }
            catch (RpcException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCodes.Interrupted;
            }
            catch (RpcException answer)
            {
                await Console.Error.WriteLineAsync($"notice-service: {RemoteAnswer.InWords(answer, service)}");
                return RemoteAnswer.ExitCodeOf(answer.StatusCode);
            }
        }, cancellationToken));
        return command;
    }
}
