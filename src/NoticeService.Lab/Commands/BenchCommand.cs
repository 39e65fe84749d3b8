using System.CommandLine;
using System.Net;
using NoticeService.Lab.Bench;

namespace NoticeService.Lab.Commands;

/// <summary><c>lab bench</c>: what <c>make bench</c> runs.</summary>
internal static class BenchCommand
{
    private const string About = """
        Measures the whole service beside an empty handler on the same host, each in a process of its own, turn by turn, and
        prints the ratio as a Markdown table. Server time is processor time, so other work on the machine matters little. Then
        what one idle session costs in memory beyond its stream.
        """;

    public static Command Create()
    {
        var service = new Option<string?>("--service") { Description = "The service's notice-service.dll; default: the one built beside this program.", HelpName = "FILE" };
        var server = new Option<string>("--server") { Description = "A server of the service's configuration.", DefaultValueFactory = _ => "cache1.nyc.cogent.example", HelpName = "NAME" };
        var only = new Option<string?>("--only") { Description = "One table alone: throughput or memory.", HelpName = "TABLE" }.AcceptOnly("throughput", "memory");
        var empty = new Option<string?>("--empty-host") { Hidden = true };
        var idle = new Option<string?>("--idle-host") { Hidden = true };
        var command = new Command("bench", About) { service, server, only, empty, idle };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            if ((arguments.GetValue(empty) ?? arguments.GetValue(idle)) is { } address)
            {
                await EmptyHost.RunAsync(IPEndPoint.Parse(address), answers: arguments.GetValue(idle) is not null, cancellationToken);
                return ExitCodes.Done;
            }

            var dll = BuiltProgram.Service(arguments.GetValue(service));
            var name = arguments.GetValue(server)!;
            var data = Directory.CreateTempSubdirectory("notice-bench-");
            try
            {
                var servers = new BenchServers(dll, Path.Combine(Path.GetDirectoryName(dll)!, "notices.json"), data.FullName);
                if (arguments.GetValue(only) != "memory")
                {
                    await new ThroughputBench(servers, name, Console.Out).RunAsync(cancellationToken);
                    Console.WriteLine();
                }

                if (arguments.GetValue(only) != "throughput")
                {
                    await new MemoryBench(servers, name, Console.Out).RunAsync(cancellationToken);
                }
            }
            finally
            {
                data.Delete(recursive: true);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
