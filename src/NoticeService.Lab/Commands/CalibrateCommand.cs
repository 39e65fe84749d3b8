using System.CommandLine;
using System.Globalization;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Calibration;
using NoticeService.Lab.Replay;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Recording;

namespace NoticeService.Lab.Commands;

/// <summary><c>lab calibrate</c>: which false-alarm rate the configured budget really gives.</summary>
internal static class CalibrateCommand
{
    private const string About = """
        Replays recorded telemetry of days on which nothing was wrong, and counts what the engine suspects and names all the same:
        the false-alarm rate per 1,000 ISP-days with its upper limit, and the ln M that a budget of one in 1,000 ISP-days needs on
        this traffic. The first part teaches calm and is not judged. Whether the days were clean is for you to know. A service that is
        in shadow goes live by the calibration.json of --out, of its own traffic and with its own notices.json: ctl golive submit.
        """;

    public static Command Create()
    {
        var telemetry = WorldInput.Telemetry();
        var network = new Option<string>("--network") { Description = "ISPs, paths, servers: network.json, or notices.json, whose thresholds hold then.", HelpName = "FILE", Required = true };
        var learn = Durations.Option("--learn", "How long calm is learned first; default 30m.");
        var explain = new Option<bool>("--explain") { Description = "Print each false alarm and its reason." };
        var budget = Numbers.Option("--budget", $"False alarms per 1,000 ISP-days that are allowed; default {CalibrationReport.DefaultBudget:0}, as the service's.", CalibrationReport.DefaultBudget, 0.01, 1_000);
        var output = new Option<string?>("--out") { Description = "Write the report there, as calibration.md and calibration.json, which ctl golive submit takes.", HelpName = "DIR" };
        var command = new Command("calibrate", About) { telemetry, network, learn, budget, explain, output };
        command.SetAction((arguments, cancellationToken) => Task.FromResult(Run(
            arguments.GetValue(telemetry)!,
            WorldInput.Tables(arguments.GetValue(network)!),
            WorldInput.Verdict(arguments.GetValue(network)!),
            arguments.GetValue(learn) ?? TimeSpan.FromMinutes(30),
            arguments.GetValue(budget),
            arguments.GetValue(explain),
            arguments.GetValue(output),
            cancellationToken)));
        return command;
    }

    private static int Run(string[] telemetry, NetworkTable network, VerdictSettings settings, TimeSpan learn, double budget, bool explains, string? output, CancellationToken cancellationToken)
    {
        try
        {
            var watch = new EpisodeWatch(settings, (long)learn.TotalMilliseconds);
            using var reader = new TelemetryFiles(telemetry);
            var run = new ReplayRun(network, settings, _ => { }, also: watch);
            LabProgress.Show("calibrate", progress => run.Read(reader, isStrict: false, Console.Error.WriteLine, progress, cancellationToken));
            if (explains)
            {
                Explain(watch);
            }

            var report = CalibrationReport.Of(watch, settings, budget);
            Console.Write(report.Markdown());
            if (output is not null)
            {
                Directory.CreateDirectory(output);
                File.WriteAllText(Path.Combine(output, "calibration.md"), report.Markdown());
                File.WriteAllText(Path.Combine(output, CalibrationFile.Name), report.ToJson() + "\n");
            }

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

    private static void Explain(EpisodeWatch watch)
    {
        foreach (var episode in watch.Episodes.Where(e => e.HasOpened))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{episode.Id}: {episode.Surest.Reason}"));
        }
    }
}
