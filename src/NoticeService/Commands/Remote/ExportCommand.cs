using System.CommandLine;
using System.Globalization;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary><c>ctl export</c>: the list of recipients, as a file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var format = EnumWords.Option<ExportFormat>("--format", "Default csv");
        var target = new Option<string?>("--output") { Description = "Where it goes: there when it is whole, and readable by you alone. Default: standard output.", HelpName = "FILE" };
        var withheld = new Option<bool>("--include-withheld") { Description = "Also those who were told nothing: holdouts and shadow cohorts." };
        var who = OperatorOption.Create();
        var filter = new NoticeFilterOptions();
        var command = new Command("export", "Everybody who was told, newest first, as CSV or JSON lines. Role legal; stands in the audit log before the first record comes.") { format, target, withheld, who };
        filter.AddTo(command);
        return RemoteCommand.Runs(command, async (service, arguments, cancellationToken) =>
        {
            var request = new ExportRecipientsRequest
            {
                Format = arguments.GetValue(format) is { } word ? EnumWords.Parse<ExportFormat>(word) : ExportFormat.Csv,
                Isp = filter.Isp(arguments),
                Cohort = filter.Cohort(arguments),
                Culprit = filter.Culprit(arguments),
                VerdictId = filter.Verdict(arguments),
                FromMs = filter.FromMs(arguments),
                ToMs = filter.ToMs(arguments),
                IncludeWithheld = arguments.GetValue(withheld),
                Operator = arguments.GetValue(who)!,
            };
            if (arguments.GetValue(target) is not { } path)
            {
                await using var output = Console.OpenStandardOutput();
                await ReceiveAsync(service, request, output, cancellationToken);
                return ExitCodes.Done;
            }

            var bytes = await ToFileAsync(service, request, path, cancellationToken);
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{path}: {bytes:N0} bytes."));
            return ExitCodes.Done;
        });
    }

    private static async Task<long> ToFileAsync(RemoteService service, ExportRecipientsRequest request, string path, CancellationToken cancellationToken)
    {
        var draft = path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // Not when it was there: then it keeps what it had.
            File.Delete(draft);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        long bytes;
        try
        {
            await using var output = new FileStream(draft, options);
            bytes = await ReceiveAsync(service, request, output, cancellationToken);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }

        File.Move(draft, path, overwrite: true);
        return bytes;
    }

    private static async Task<long> ReceiveAsync(RemoteService service, ExportRecipientsRequest request, Stream output, CancellationToken cancellationToken)
    {
        using var call = service.Operators.ExportRecipients(request, service.Stream(cancellationToken));
        long bytes = 0;
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var part = call.ResponseStream.Current.Chunk;
            await output.WriteAsync(part.Memory, cancellationToken);
            bytes += part.Length;
        }

        return bytes;
    }
}
