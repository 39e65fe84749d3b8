using System.CommandLine;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary><c>ctl cohorts</c>: who may be told, and how far each cohort is filled.</summary>
internal static class CohortsCommand
{
    private static readonly Column<Cohort>[] Columns =
    [
        new("cohort", c => c.Name),
        new("enabled", c => c.Enabled ? "yes" : "no"),
        new("sends", c => c.Shadow ? "no, shadow" : "yes"),
        new("percentage", c => Show.Percent(c.Percentage / 100), IsNumber: true),
        new("enrolled", c => Show.Number(c.Enrolled), IsNumber: true),
        new("cap", c => Show.Number(c.HardCap), IsNumber: true),
        new("holdout", c => Show.Percent(c.HoldoutShare), IsNumber: true),
    ];

    public static Command Create()
    {
        var enabled = new Option<bool>("--enabled") { Description = "Leaves out those that are not enabled." };
        var command = new Command("cohorts", "The cohorts of the configuration in force, and how far they are filled.") { enabled };
        var output = new ListOutput(command);
        return RemoteCommand.Runs(command, (service, arguments, cancellationToken) =>
        {
            var request = new ListCohortsRequest { EnabledOnly = arguments.GetValue(enabled) };
            return output.PrintAsync(
                arguments,
                async (size, token) =>
                {
                    (request.PageSize, request.PageToken) = (size, token);
                    var page = await service.Operators.ListCohortsAsync(request, service.Call(cancellationToken));
                    return (page.Cohorts, page.NextPageToken);
                },
                Columns);
        });
    }
}
