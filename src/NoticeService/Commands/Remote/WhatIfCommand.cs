using System.CommandLine;
using Google.Protobuf;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary><c>ctl whatif</c>: what another policy would have made of the ledger.</summary>
internal static class WhatIfCommand
{
    private const string About = """
        Replays the ledger's decisions under another policy, a notices.json, and says what would have become of each. Changes nothing.

        Only notices that were decided are in the ledger: whom a wider policy would have told besides is not known. The column "in force" is the
        same under the policy that the service has now: what differs there was decided under an earlier one. Roles operator and legal.
        """;

    private static readonly Column<WhatIfRow>[] Rows =
    [
        new("in the ledger", r => Words(r.Was)),
        new("would be", r => r.Change is "cohort" or "text" ? $"{Words(r.WouldBe)}, other {r.Change}" : Words(r.WouldBe)),
        new("notices", r => Show.Number(r.Notices), IsNumber: true),
        new("in force", r => Show.Number(r.InForce), IsNumber: true),
    ];

    private static readonly Column<WhatIfDifference>[] Differences =
    [
        new("decided", d => Show.Time(d.Notice.DecidedMs)),
        new("notice", d => d.Notice.NoticeId),
        new("culprit", d => EnumWords.Of(d.Notice.Culprit)),
        new("ISP", d => d.Notice.Isp),
        new("cohort", d => d.Notice.Cohort),
        new("was", d => Words(d.Was)),
        new("would be", d => Words(d.WouldBe)),
        new("in cohort", d => d.Cohort),
        new("with the text", d => d.Change == "text" ? d.Text : ""),
    ];

    public static Command Create()
    {
        var policy = new Option<string>("--policy") { Description = "The other policy, a whole notices.json. The tables of addresses that it names are not read.", HelpName = "FILE", Required = true };
        var from = TimeOption.Create("--from", "Compares notices decided at this time or later; older ones are replayed too, for cooldowns and caps");
        var to = TimeOption.Create("--to", "Decided before");
        var differences = WholeNumber.Option("--differences", "Also lists so many of the notices that would differ, the oldest first", "N", 0, 100_000, 0);
        var json = new Option<bool>("--json") { Description = "For scripts: one object with the fields of WhatIfReport in the protos, and the list differences." };
        var command = new Command("whatif", About) { policy, from, to, differences, json };
        return RemoteCommand.Runs(command, async (service, arguments, cancellationToken) =>
        {
            var request = new WhatIfRequest
            {
                Policy = ByteString.CopyFrom(await ReadAsync(arguments.GetValue(policy)!, cancellationToken)),
                FromMs = TimeOption.Value(arguments, from),
                ToMs = TimeOption.Value(arguments, to),
                MaxDifferences = arguments.GetValue(differences),
            };
            var (found, report) = await AskAsync(service, request, cancellationToken);
            if (arguments.GetValue(json))
            {
                Console.WriteLine(Json(report, found));
            }
            else
            {
                Tell(report, found);
            }

            return ExitCodes.Done;
        });
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"--policy: '{path}' cannot be read: {error.Message}");
        }
    }

    private static async Task<(List<WhatIfDifference> Differences, WhatIfReport Report)> AskAsync(RemoteService service, WhatIfRequest request, CancellationToken cancellationToken)
    {
        using var call = service.Operators.WhatIf(request, service.Stream(cancellationToken));
        var differences = new List<WhatIfDifference>();
        var report = new WhatIfReport();
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var part = call.ResponseStream.Current;
            switch (part.PartCase)
            {
                case WhatIfResponse.PartOneofCase.Progress: TellProgress(part.Progress); break;
                case WhatIfResponse.PartOneofCase.Difference: differences.Add(part.Difference); break;
                case WhatIfResponse.PartOneofCase.Report: report = part.Report; break;
            }
        }

        return (differences, report);
    }

    private static void TellProgress(WhatIfProgress progress)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write($"\r{Show.Number(progress.Records)} notices, {Show.Time(progress.DecidedMs)}  \r");
        }
    }

    private static void Tell(WhatIfReport report, List<WhatIfDifference> differences)
    {
        Console.WriteLine($"{Show.Number(report.Notices)} notices compared{(report.Older == 0 ? "" : $", after {Show.Number(report.Older)} older ones")}.");
        if (report.Notices > 0)
        {
            TextTable.Write(report.Rows, Rows);
            TextTable.Write(report.Isps, Shares("ISP"));
            TextTable.Write(report.Cohorts, Shares("cohort"));
        }

        Console.WriteLine($"Pacing: {Waits(report.Waits)}. In force: {Waits(report.InForceWaits)}.");
        foreach (var remark in report.Remarks)
        {
            Console.WriteLine(PlainText.Of(remark));
        }

        if (differences.Count > 0)
        {
            TextTable.Write(differences, Differences);
        }
    }

    private static Column<WhatIfShare>[] Shares(string title) =>
    [
        new(title, s => s.Name),
        new("told", s => Show.Number(s.Told), IsNumber: true),
        new("would be told", s => Show.Number(s.WouldBeTold), IsNumber: true),
    ];

    private static string Waits(WhatIfWaits waits) => waits.Late == 0
        ? "nobody would wait"
        : $"{Show.Number(waits.Late)} would wait for more than 2 s, {Show.Number(waits.VeryLate)} for more than 10 min, the longest for {Show.Span(waits.LongestMs)}";

    private static string Words(string word) => word.Replace('_', ' ');

    private static string Json(WhatIfReport report, List<WhatIfDifference> differences) => MessageJson.Of(writer =>
    {
        writer.WriteStartObject();
        MessageJson.WriteFields(writer, report);
        writer.WriteStartArray("differences");
        differences.ForEach(difference => MessageJson.Write(writer, difference));
        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
