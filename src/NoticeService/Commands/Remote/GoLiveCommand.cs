using System.CommandLine;
using System.Globalization;
using NoticeService.Operators;
using NoticeService.Pipeline.Admission;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary><c>ctl golive</c>: whether this installation sends, and by whose word.</summary>
internal static class GoLiveCommand
{
    private const string About = "A new installation decides and records, and sends nothing, until lab calibrate on its own recorded traffic has shown that false alarms stay within the budget, or an operator overrides that.";

    public static Command Create() => new("golive", About)
    {
        Status(),
        Submit(),
        Order(
            "override",
            "Opens the gate without a calibration, whatever the verdict settings become.",
            async (service, reason, by, cancellationToken) =>
                (await service.Operators.OverrideGoLiveAsync(new OverrideGoLiveRequest { Reason = reason, Operator = by }, service.Call(cancellationToken))).Epoch),
        Order(
            "revoke",
            "Shuts the gate: every cohort is in shadow until another submit or override.",
            async (service, reason, by, cancellationToken) =>
                (await service.Operators.RevokeGoLiveAsync(new RevokeGoLiveRequest { Reason = reason, Operator = by }, service.Call(cancellationToken))).Epoch),
    };

    private static Command Status()
    {
        var json = new Option<bool>("--json") { Description = "For scripts: an object with the fields of the protos." };
        var command = new Command("status", "Whether notices are sent, since when, by whose word, with the upper limit and the budget. Roles viewer, operator and legal.") { json };
        return RemoteCommand.Runs(command, async (service, arguments, cancellationToken) =>
        {
            var golive = (await service.Operators.GetGoLiveAsync(new GetGoLiveRequest(), service.Call(cancellationToken))).GoLive;
            if (arguments.GetValue(json))
            {
                Console.WriteLine(MessageJson.Of(golive));
                return ExitCodes.Done;
            }

            Console.WriteLine(PlainText.Of($"{(golive.Live ? "Live" : "In shadow")}. {golive.Because}"));
            foreach (var (name, value) in Lines(golive).Where(l => l.Value.Length > 0))
            {
                Console.WriteLine($"{name,-28} {PlainText.Of(value)}");
            }

            return ExitCodes.Done;
        });
    }

    private static Command Submit()
    {
        var file = new Argument<string>("FILE") { Description = $"The {CalibrationFile.Name} that lab calibrate --out wrote." };
        var who = OperatorOption.Create();
        var json = EpochJson();
        var command = new Command("submit", "Opens the gate by a calibration of this installation's own recorded traffic. In force on every pod within a second, while the verdict settings stay. Roles operator and legal.") { file, who, json };
        return RemoteCommand.Runs(command, async (service, arguments, cancellationToken) =>
        {
            var path = arguments.GetValue(file)!;
            var request = new SubmitCalibrationRequest { Calibration = GoLiveMapping.Calibration(await ReadAsync(path, cancellationToken)), Operator = arguments.GetValue(who)! };
            return Tell("Accepted", (await service.Operators.SubmitCalibrationAsync(request, service.Call(cancellationToken))).Epoch, arguments.GetValue(json));
        });
    }

    private static Command Order(string name, string about, Func<RemoteService, string, string, CancellationToken, Task<long>> order)
    {
        var reason = new Option<string>("--reason") { Description = "Why; stands in the audit log and on the Now page.", HelpName = "TEXT", Required = true };
        var who = OperatorOption.Create();
        var json = EpochJson();
        var command = new Command(name, about + " In force on every pod within a second. Roles operator and legal.") { reason, who, json };
        return RemoteCommand.Runs(command, async (service, arguments, cancellationToken) =>
            Tell("Ordered", await order(service, arguments.GetValue(reason)!, arguments.GetValue(who)!, cancellationToken), arguments.GetValue(json)));
    }

    private static async Task<Domain.Admission.Calibration> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return CalibrationFile.Parse(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"{path}: {wrong.Message}", wrong);
        }
    }

    private static Option<bool> EpochJson() => new("--json") { Description = "For scripts: an object with the epoch." };

    private static int Tell(string done, long epoch, bool json)
    {
        Console.WriteLine(json
            ? MessageJson.Of(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("epoch", epoch);
                writer.WriteEndObject();
            })
            : string.Create(CultureInfo.InvariantCulture, $"{done}. Every pod that has epoch {epoch} obeys it; ctl golive status tells."));
        return ExitCodes.Done;
    }

    private static IEnumerable<(string Name, string Value)> Lines(GoLive golive)
    {
        var culture = CultureInfo.InvariantCulture;
        yield return ("state", EnumWords.Of(golive.State));
        yield return ("ordered", Show.Time(golive.SinceMs));
        yield return ("by", golive.Operator);
        yield return ("reason", golive.Reason);
        if (golive.Calibration is { } calibration)
        {
            yield return ("traffic", $"{Show.Time(calibration.FromMs)} to {Show.Time(calibration.ToMs)}");
            yield return ("ISP-days", calibration.IspDays.ToString("#,0.##", culture));
            yield return ("false alarms", Show.Number(calibration.FalseAlarms));
            yield return ("per 1,000 ISP-days, at most", calibration.PerThousandIspDaysAtMost.ToString("#,0.##", culture));
            yield return ("settings calibrated", calibration.Fingerprint);
        }

        yield return ("budget per 1,000 ISP-days", golive.BudgetPerThousandIspDays.ToString("#,0.##", culture));
        yield return ("settings that run", golive.Fingerprint);
    }
}
