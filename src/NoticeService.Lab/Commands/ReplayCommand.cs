using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Samples;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Replay;
using NoticeService.Pipeline.Recording;

namespace NoticeService.Lab.Commands;

/// <summary><c>lab replay</c>: the live rules on recorded telemetry.</summary>
internal static class ReplayCommand
{
    private const string About = """
        Plays recorded telemetry through the sessions, cells and the verdict engine of the live service.

        The file is CSV, plain or gzipped, with the header time_ms,session_id,user_id,client_ip,server,throughput_kbps,
        encoded_bitrate_kbps,top_bitrate_kbps,buffer_ms,starved_ms,object_bytes,app_limited,player (the last two may be
        missing), its rows in any order within 60 s. --network names the ISPs, paths and servers, as notices.json does.

        Writes DIR/verdicts.jsonl, a line for each verdict that opened, and DIR/sessions.jsonl, a line for each spell of
        half a minute or more in which a session suffered.
        """;

    public static Command Create()
    {
        var telemetry = WorldInput.Telemetry();
        var network = new Option<string>("--network") { Description = "ISPs, paths, servers: network.json, or notices.json, whose thresholds hold then.", HelpName = "FILE", Required = true };
        var output = new Option<string>("--out") { Description = "Where to write; made when it is not there.", HelpName = "DIR", Required = true };
        var strict = new Option<bool>("--strict") { Description = "Stop at the first bad line; without it bad lines are counted and passed over." };
        var explain = new Option<bool>("--explain") { Description = "Print each verdict's paragraph." };
        var command = new Command("replay", About) { telemetry, network, output, strict, explain };
        command.SetAction((arguments, cancellationToken) => Task.FromResult(Run(
            arguments.GetValue(telemetry)!,
            WorldInput.Tables(arguments.GetValue(network)!),
            WorldInput.Verdict(arguments.GetValue(network)!),
            arguments.GetValue(output)!,
            arguments.GetValue(strict),
            arguments.GetValue(explain),
            cancellationToken)));
        return command;
    }

    private static int Run(string[] telemetry, NetworkTable network, VerdictSettings settings, string output, bool isStrict, bool explains, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new TelemetryFiles(telemetry);
            Directory.CreateDirectory(output);
            var verdicts = Path.Combine(output, "verdicts.jsonl");
            File.Delete(verdicts);
            using var sessions = new StreamWriter(Path.Combine(output, "sessions.jsonl")) { NewLine = "\n" };
            var begun = Stopwatch.GetTimestamp();
            var run = new ReplayRun(network, settings, spell => sessions.WriteLine(ReplayOutput.Line(spell)));
            LabProgress.Show("replay", progress => run.Read(reader, isStrict, Console.Error.WriteLine, progress, cancellationToken));
            File.WriteAllLines(verdicts, run.Verdicts.Select(ReplayOutput.Line));
            if (explains)
            {
                Explain(run);
            }

            Console.Error.WriteLine(Summary(run, Stopwatch.GetElapsedTime(begun).TotalSeconds));
            return ExitCodes.Done;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandError(error.Message, error);
        }
        catch (FormatException error)
        {
            throw new CommandError(error.Message, error);
        }
    }

    private static void Explain(ReplayRun run)
    {
        foreach (var verdict in run.Verdicts)
        {
            var closed = verdict.ClosedMs is { } ms ? $"until {Time(ms)}" : "still open";
            Console.WriteLine($"{Time(verdict.Opening.OpenedMs)} {verdict.Opening.Culprit.ToString().ToLowerInvariant()}, since {Time(verdict.Opening.OnsetMs)}, {closed}:");
            Console.WriteLine($"  {verdict.Opening.Reason}");
        }
    }

    private static string Summary(ReplayRun run, double seconds)
    {
        var counts = run.Counts;
        var culture = CultureInfo.InvariantCulture;
        var reasons = Enum.GetValues<DropReason>().Where(r => r != DropReason.None && counts[r] > 0).Select(r => string.Create(culture, $"{r} {counts[r]:N0}"))
            .Concat(counts.TooLate > 0 ? [string.Create(culture, $"more than 60 s late {counts.TooLate:N0}")] : [])
            .Concat(counts.FarAhead > 0 ? [string.Create(culture, $"far ahead {counts.FarAhead:N0}")] : []);
        var dropped = counts.Dropped > 0 ? $" ({string.Join(", ", reasons)})" : "";
        return string.Create(
            culture,
            $"{counts.Rows:N0} rows, {counts.Windows:N0} windows, {seconds:N1} s ({counts.Rows / Math.Max(seconds, 1e-3):N0} rows/s); {run.BadLines:N0} bad lines, {counts.Dropped:N0} samples dropped{dropped}, {counts.UnknownIsp:N0} from no ISP of the tables; {run.Verdicts.Count} verdicts.");
    }

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
