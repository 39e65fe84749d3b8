using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NoticeService.Commands.Remote;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sealing;

namespace NoticeService.Commands;

/// <summary><c>ctl ledger verify</c>: whether the ledger is as it was sealed and written, and if not, where.</summary>
internal static class LedgerCommand
{
    private const string About = """
        Verifies the chain of seals, the records of the store against the seals, and journals against the store.

        It reads the store that Redis__Connection names (and Redis__KeyPrefix, as the service has them); without one, the embedded store in
        --data, while no service runs on it. Exit codes: 0 whole; 3 not whole, with a line for each fault; 130 interrupted; 1 it could not be verified.
        """;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static Command Create() => new("ledger", "The ledger of notices.") { LedgerQueryCommand.Create(), CreateVerify() };

    private static Command CreateVerify()
    {
        var from = Day("--from", "First UTC day whose records are verified, such as 2014-06-05; default: all. The chain is verified whole.");
        var to = Day("--to", "Last UTC day; default: all.");
        var journals = new Option<string[]>("--journal") { Description = "A pod's journal folder, also a copy; may be repeated; default: the one in --data, if it is there.", HelpName = "DIR" };
        var alone = new Option<bool>("--no-store") { Description = "Verifies the journals and their copies of the seals alone, without the store." };
        var data = new Option<string>("--data") { Description = "Folder of the embedded store [Embedded__DataDirectory].", HelpName = "DIR", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("Embedded__DataDirectory") ?? "data" };
        var kept = WholeNumber.Option("--retention-days", "A missing record of a day that is no longer ago than this is a fault, even if the store says that it has expired [Ledger__RetentionDays]. Default 0: the store is believed; days", "N", 0, 3_650, KeptByDefault());
        var json = new Option<bool>("--json") { Description = "For scripts." };
        var command = new Command("verify", About) { from, to, journals, alone, data, kept, json };
        command.SetAction((arguments, cancellationToken) => Mistakes.TellAsync(async () =>
        {
            var folders = Folders(arguments.GetValue(journals) ?? [], arguments.GetValue(data)!);
            var days = (From: Parse(arguments.GetValue(from)) ?? DateOnly.MinValue, To: Parse(arguments.GetValue(to)) ?? DateOnly.MaxValue);
            VerificationReport report;
            if (arguments.GetValue(alone))
            {
                report = await new LedgerVerifier(null, folders).VerifyAsync(days.From, days.To, cancellationToken);
            }
            else
            {
                await using var store = await CtlStore.OpenAsync(arguments.GetValue(data)!, cancellationToken);
                var ports = (store.Get<ISealStore>(), store.Get<ILedger>(), store.Get<ILedgerRepair>(), store.Get<ILedgerRetention>());
                DateOnly? keptFrom = arguments.GetValue(kept) is > 0 and var keptDays ? DaySeal.DayOf(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()).AddDays(-keptDays) : null;
                report = await new LedgerVerifier(ports, folders, keptFrom).VerifyAsync(days.From, days.To, cancellationToken);
            }

            Tell(report, arguments.GetValue(json));
            return report.Findings.Count == 0 ? ExitCodes.Done : ExitCodes.NotWhole;
        }, cancellationToken));
        return command;
    }

    private static int KeptByDefault() =>
        int.TryParse(Environment.GetEnvironmentVariable("Ledger__RetentionDays"), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 3_650 ? days : 0;

    private static JournalFolder[] Folders(string[] given, string data)
    {
        var usual = Path.Combine(data, "journal");
        var paths = given.Length > 0 ? given : Directory.Exists(usual) ? [usual] : [];
        return Array.ConvertAll(paths, path => Directory.Exists(path) ? new JournalFolder(path) : throw new FormatException($"--journal: there is no folder '{path}'."));
    }

    private static void Tell(VerificationReport report, bool json)
    {
        if (json)
        {
            var findings = report.Findings.Select(f => new { Fault = Name(f.Fault), Day = Text(f.Day), f.NoticeId });
            Console.WriteLine(JsonSerializer.Serialize(new { Whole = report.Findings.Count == 0, report.Seals, report.Records, report.Entries, report.Expired, ExpiredBefore = report.ExpiredUntil is { } until ? Text(until) : null, Findings = findings }, Json));
            return;
        }

        foreach (var finding in report.Findings)
        {
            Console.WriteLine($"{Text(finding.Day)} {Words(finding)}");
        }

        var verdict = report.Findings.Count == 0 ? "The ledger is whole" : string.Create(CultureInfo.InvariantCulture, $"The ledger is NOT whole, faults: {report.Findings.Count}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{verdict}. Verified: {report.Seals} seals, {report.Records} records of sealed days in the store, {report.Entries} notices in journals."));
        if (report.ExpiredUntil is { } day)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Expired} sealed records of before {Text(day)} are no longer in the store: by its word they have expired."));
        }
    }

    private static string Words(LedgerFinding finding) => finding.Fault switch
    {
        LedgerFault.SealMissing => "the day has no seal",
        LedgerFault.ChainBroken => "the seal does not follow the one before it: one of the two was changed",
        LedgerFault.SealChanged => "the seal was changed, or its copies differ",
        LedgerFault.RecordChanged => $"notice {finding.NoticeId} was changed",
        LedgerFault.StateChanged => $"notice {finding.NoticeId} is in another state than it was sealed or written in, and nothing says why",
        LedgerFault.RecordRemoved => $"notice {finding.NoticeId} is missing",
        LedgerFault.JournalDamaged => "an entry of a journal cannot be read: the file was damaged or changed",
        _ => $"notice {finding.NoticeId} was added",
    };

    private static string Name(LedgerFault fault) => JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.ToString());

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Parse(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static Option<string?> Day(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DAY" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && Parse(text) is null)
            {
                result.AddError($"{name}: '{text}' is not a day such as 2014-06-05.");
            }
        });
        return option;
    }
}
