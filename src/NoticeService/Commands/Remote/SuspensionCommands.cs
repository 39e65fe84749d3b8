using System.CommandLine;
using System.Globalization;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary><c>ctl suspend</c> and <c>ctl resume</c>: the kill switch.</summary>
internal static class SuspensionCommands
{
    public static Command CreateSuspend() => Create(
        "suspend",
        "Stops notices: all of them, those of one ISP, or of one cohort. In force on every pod within a second; holds until ctl resume, also over restarts.",
        "Suspended",
        async (service, asked, cancellationToken) => (await service.Operators.SuspendAsync(
            new SuspendRequest { Scope = asked.Scope, Reason = asked.Reason, Operator = asked.Operator }, service.Call(cancellationToken))).Epoch);

    public static Command CreateResume() => Create(
        "resume",
        "Lifts what ctl suspend stopped. A suspension in notices.json stays: it is lifted there.",
        "Resumed",
        async (service, asked, cancellationToken) => (await service.Operators.ResumeAsync(
            new ResumeRequest { Scope = asked.Scope, Reason = asked.Reason, Operator = asked.Operator }, service.Call(cancellationToken))).Epoch);

    private static Command Create(string name, string about, string done, Func<RemoteService, Asked, CancellationToken, Task<long>> order)
    {
        var all = new Option<bool>("--all") { Description = "Everything." };
        var isp = new Option<string?>("--isp") { Description = "One ISP.", HelpName = "ID" };
        var cohort = new Option<string?>("--cohort") { Description = "One cohort.", HelpName = "NAME" };
        var reason = new Option<string>("--reason") { Description = "Why; stands in the audit log.", HelpName = "TEXT", Required = true };
        var who = OperatorOption.Create();
        var json = new Option<bool>("--json") { Description = "For scripts: an object with scope and epoch." };
        var command = new Command(name, about + " Roles operator and legal.") { all, isp, cohort, reason, who, json };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(all) ? 1 : 0) + (result.GetValue(isp) is null ? 0 : 1) + (result.GetValue(cohort) is null ? 0 : 1) != 1)
            {
                result.AddError("One of --all, --isp and --cohort must say what.");
            }
        });
        return RemoteCommand.Runs(command, async (service, arguments, cancellationToken) =>
        {
            var (scope, told) = (arguments.GetValue(isp), arguments.GetValue(cohort)) switch
            {
                ({ } id, _) => (new SuspensionScope { Isp = id }, $"isp:{id}"),
                (_, { } cohortName) => (new SuspensionScope { Cohort = cohortName }, $"cohort:{cohortName}"),
                _ => (new SuspensionScope { All = true }, "all"),
            };
            var epoch = await order(service, new Asked(scope, arguments.GetValue(reason)!, arguments.GetValue(who)!), cancellationToken);
            Console.WriteLine(arguments.GetValue(json)
                ? MessageJson.Of(writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("scope", told);
                    writer.WriteNumber("epoch", epoch);
                    writer.WriteEndObject();
                })
                : string.Create(CultureInfo.InvariantCulture, $"{done}: {told}. Every decision after epoch {epoch} obeys it."));
            return ExitCodes.Done;
        });
    }

    private sealed record Asked(SuspensionScope Scope, string Reason, string Operator);
}
