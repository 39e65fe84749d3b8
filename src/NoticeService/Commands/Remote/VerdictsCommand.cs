using System.CommandLine;
using Grpc.Core;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary><c>ctl verdicts</c>: who is crowded and was, or as it changes.</summary>
internal static class VerdictsCommand
{
    private const string About =
        "Verdicts now and past, by onset, newest first; with ID that one and its reason. An account of the role isp sees its own ISP's.";

    private static readonly Column<Verdict>[] Columns =
    [
        new("onset", v => Show.Time(v.OnsetMs)),
        new("state", v => EnumWords.Of(v.State)),
        new("culprit", v => EnumWords.Of(v.Culprit)),
        new("ISP", v => v.Isp),
        new("path", v => v.Path),
        new("metros", v => v.Metros.Count == 0 ? "all" : string.Join(", ", v.Metros)),
        new("drop", v => Show.Percent(v.Drop), IsNumber: true),
        new("households", v => Show.Number(v.Households), IsNumber: true),
        new("id", v => v.VerdictId),
    ];

    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Description = "One verdict.", Arity = ArgumentArity.ZeroOrOne };
        var isp = new Option<string?>("--isp") { Description = "Of this ISP.", HelpName = "ID" };
        var path = new Option<string?>("--path") { Description = "Of this path.", HelpName = "ID" };
        var culprit = EnumWords.Option<Culprit>("--culprit", "Of this culprit");
        var state = EnumWords.Option<VerdictState>("--state", "In this state");
        var from = TimeOption.Create("--from", "That held at this time or later");
        var to = TimeOption.Create("--to", "That began before");
        var follow = new Option<bool>("--follow") { Description = "Tells each change as it happens, after what is open now; with --json a line for each. When the service goes away it connects again. Ctrl-C ends it with 0." };
        var command = new Command("verdicts", About) { id, isp, path, culprit, state, from, to, follow };
        var output = new ListOutput(command);
        command.Validators.Add(result =>
        {
            Option[] filters = [isp, path, culprit, state, from, to, follow];
            var given = filters.Where(f => result.GetResult(f) is { Implicit: false }).ToList();
            if (result.GetValue(id) is not null && given.Count > 0)
            {
                result.AddError($"{given[0].Name}: must not be given with the ID of one verdict.");
            }
            else if (result.GetValue(follow) && given.Find(f => f == state || f == from || f == to) is { } wrong)
            {
                result.AddError($"{wrong.Name}: must not be given with --follow.");
            }
        });
        return RemoteCommand.Runs(command, (service, arguments, cancellationToken) =>
        {
            if (arguments.GetValue(id) is { } one)
            {
                return ShowAsync(service, one, output.IsJson(arguments), cancellationToken);
            }

            if (arguments.GetValue(follow))
            {
                var filter = new StreamVerdictsRequest { Isp = arguments.GetValue(isp) ?? "", Path = arguments.GetValue(path) ?? "", Culprit = EnumWords.Parse<Culprit>(arguments.GetValue(culprit)) };
                return FollowAsync(service, filter, output.IsJson(arguments), cancellationToken);
            }

            var request = new ListVerdictsRequest
            {
                Isp = arguments.GetValue(isp) ?? "",
                Path = arguments.GetValue(path) ?? "",
                Culprit = EnumWords.Parse<Culprit>(arguments.GetValue(culprit)),
                State = EnumWords.Parse<VerdictState>(arguments.GetValue(state)),
                FromMs = TimeOption.Value(arguments, from),
                ToMs = TimeOption.Value(arguments, to),
            };
            return output.PrintAsync(
                arguments,
                async (size, token) =>
                {
                    (request.PageSize, request.PageToken) = (size, token);
                    var page = await service.Operators.ListVerdictsAsync(request, service.Call(cancellationToken));
                    return (page.Verdicts, page.NextPageToken);
                },
                Columns);
        });
    }

    private static async Task<int> ShowAsync(RemoteService service, string id, bool json, CancellationToken cancellationToken)
    {
        var verdict = (await service.Operators.GetVerdictAsync(new GetVerdictRequest { VerdictId = id }, service.Call(cancellationToken))).Verdict;
        if (json)
        {
            Console.WriteLine(MessageJson.Of(verdict));
            return ExitCodes.Done;
        }

        foreach (var column in Columns.Append(new("closed", v => Show.Time(v.ClosedMs))).Append(new("confidence", v => Show.Percent(v.Confidence))).Append(new("sessions", v => Show.Number(v.Sessions))))
        {
            Console.WriteLine($"{column.Title,-11} {PlainText.Of(column.Text(verdict))}");
        }

        Console.WriteLine($"{"reason",-11} {PlainText.Of(verdict.Reason)}");
        return ExitCodes.Done;
    }

    private static async Task<int> FollowAsync(RemoteService service, StreamVerdictsRequest request, bool json, CancellationToken cancellationToken)
    {
        var told = new ToldVerdicts();
        var reconnection = new Reconnection();
        while (!cancellationToken.IsCancellationRequested)
        {
            request.SinceMs = reconnection.SinceMs;
            try
            {
                using var call = service.Operators.StreamVerdicts(request, service.Stream(cancellationToken));
                await call.ResponseHeadersAsync;
                await reconnection.ConnectedAsync(service);
                while (await call.ResponseStream.MoveNext(cancellationToken))
                {
                    var verdict = call.ResponseStream.Current.Verdict;
                    if (told.IsNews(verdict))
                    {
                        Console.WriteLine(json ? MessageJson.Of(verdict) : Line(verdict));
                    }
                }

                await reconnection.WaitAsync($"{service.Address} ended the stream.", cancellationToken);
            }
            catch (Exception ended) when (cancellationToken.IsCancellationRequested && ended is RpcException or OperationCanceledException)
            {
                // That is how it is meant to end.
            }
            catch (RpcException ended) when (reconnection.MayRetry(ended.StatusCode))
            {
                await reconnection.WaitAsync(RemoteAnswer.InWords(ended, service), cancellationToken);
            }
        }

        return ExitCodes.Done;
    }

    private static string Line(Verdict verdict) => PlainText.Of(string.Join(
        "  ", Columns.Where(c => c.Title != "metros" || verdict.Metros.Count > 0).Select(c => c.Text(verdict)).Where(t => t.Length > 0)));
}
