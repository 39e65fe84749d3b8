using System.CommandLine;
using System.Net;
using NoticeService.Lab.Bench;

namespace NoticeService.Lab.Commands;

/// <summary><c>lab bench</c>: what <c>make bench</c> runs.</summary>
internal static class BenchCommand
{
    private const string About = """
        Measures the whole service beside an empty handler on the same host, each in a process of its own, turn by turn, and
        prints the ratio as a Markdown table. Server time is processor time, so other work on the machine matters little.
        """;

    public static Command Create()
    {
        var service = new Option<string?>("--service") { Description = "The service's notice-service.dll; default: the one built beside this program.", HelpName = "FILE" };
        var server = new Option<string>("--server") { Description = "A server of the service's configuration.", DefaultValueFactory = _ => "cache1.nyc.cogent.example", HelpName = "NAME" };
        var empty = new Option<string?>("--empty-host") { Hidden = true };
        var command = new Command("bench", About) { service, server, empty };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            if (arguments.GetValue(empty) is { } address)
            {
                await EmptyHost.RunAsync(IPEndPoint.Parse(address), cancellationToken);
                return ExitCodes.Done;
            }

            var dll = BuiltProgram.Service(arguments.GetValue(service));
            await new ThroughputBench(dll, Path.Combine(Path.GetDirectoryName(dll)!, "notices.json"), arguments.GetValue(server)!, Console.Out).RunAsync(cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }
}
