using System.Text.Json;
using Grpc.Core;
using NoticeService.Access;
using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.WhatIf;
using V1 = NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>Answers what another policy would have made of the ledger. One call at a time: each reads the whole of it.</summary>
internal sealed class WhatIfCalls(WhatIfRun run, ConfigurationLoader loader, ConfigurationFile configuration)
{
    private const int MostDifferences = 100_000;
    private const string PolicyField = "policy";

    private readonly OneAtATime turn = new("Another replay");

    /// <param name="request">Checked here.</param>
    /// <param name="caller">Who asks, with a role that may.</param>
    /// <param name="output">The caller, whose reading sets the pace.</param>
    /// <param name="cancellationToken">The caller is gone.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT, PERMISSION_DENIED, RESOURCE_EXHAUSTED, or UNAVAILABLE: the store did not answer.</exception>
    public async Task RunAsync(V1.WhatIfRequest request, OperatorCaller caller, IServerStreamWriter<V1.WhatIfResponse> output, CancellationToken cancellationToken)
    {
        var (fromMs, toMs) = RequestFields.Times(request.FromMs, request.ToMs);
        if (request.MaxDifferences is < 0 or > MostDifferences)
        {
            throw InvalidArgument.Of("max_differences", $"must be 0 to {MostDifferences}.");
        }

        var policy = Read(request);
        RequireListsInForce(policy, caller);
        using var mine = turn.Enter();
        await StoreCalls.OrUnavailableAsync(SendAsync(policy, fromMs, toMs, request.MaxDifferences, output, cancellationToken));
    }

    private NoticeConfiguration Read(V1.WhatIfRequest request)
    {
        if (request.Policy.IsEmpty)
        {
            throw InvalidArgument.Of(PolicyField, "must be a notices.json.");
        }

        try
        {
            return loader.LoadPolicy(PolicyField, request.Policy.Span);
        }
        catch (ConfigurationException wrong)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, wrong.Message));
        }
    }

    // Whoever is denied alone would show whether he was told.
    private void RequireListsInForce(NoticeConfiguration policy, OperatorCaller caller)
    {
        if (caller.SeesRecipients)
        {
            return;
        }

        var inForce = configuration.Current.Cohorts.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (var cohort in policy.Cohorts)
        {
            RequireInForce(cohort, "allow", cohort.Allow, inForce.GetValueOrDefault(cohort.Name)?.Allow);
            RequireInForce(cohort, "deny", cohort.Deny, inForce.GetValueOrDefault(cohort.Name)?.Deny);
        }
    }

    private static void RequireInForce(CohortDefinition cohort, string list, IReadOnlySet<string> users, IReadOnlySet<string>? inForce)
    {
        if (!users.SetEquals(inForce ?? new HashSet<string>()))
        {
            throw new RpcException(new Status(
                StatusCode.PermissionDenied,
                $"policy: cohort '{cohort.Name}' has another list '{list}' than the one in force, which would tell whether a user was told: that needs the role legal."));
        }
    }

    private async Task SendAsync(NoticeConfiguration policy, long fromMs, long toMs, int most, IServerStreamWriter<V1.WhatIfResponse> output, CancellationToken cancellationToken)
    {
        var sent = 0;
        var report = await run.RunAsync(policy, fromMs, toMs, DifferenceAsync, ProgressAsync, cancellationToken);
        await output.WriteAsync(new V1.WhatIfResponse { Report = Report(report) }, cancellationToken);

        Task ProgressAsync(long records, long decidedMs) =>
            output.WriteAsync(new V1.WhatIfResponse { Progress = new V1.WhatIfProgress { Records = records, DecidedMs = decidedMs } }, cancellationToken);

        Task DifferenceAsync(WhatIfDifference difference) => sent++ >= most
            ? Task.CompletedTask
            : output.WriteAsync(new V1.WhatIfResponse { Difference = Difference(difference) }, cancellationToken);
    }

    private static V1.WhatIfDifference Difference(in WhatIfDifference difference) => new()
    {
        Notice = OperatorMapping.Notice(difference.Record, withRecipient: false, retractedMs: null),
        Was = Word(PolicyReplay.OutcomeOf(difference.Record)),
        WouldBe = Word(difference.WouldBe.Outcome),
        Change = Word(difference.Change),
        Cohort = difference.WouldBe.Cohort,
        Text = difference.WouldBe.Text,
    };

    private static V1.WhatIfReport Report(WhatIfReport report)
    {
        var message = new V1.WhatIfReport { Notices = report.Notices, Older = report.Older, Waits = Waits(report.Waits), InForceWaits = Waits(report.InForceWaits) };
        message.Rows.AddRange(report.Rows.Select(r =>
            new V1.WhatIfRow { Was = Word(r.Was), WouldBe = Word(r.WouldBe), Change = Word(r.Change), Notices = r.Notices, InForce = r.InForce }));
        message.Isps.AddRange(report.Isps.Select(Share));
        message.Cohorts.AddRange(report.Cohorts.Select(Share));
        message.Remarks.AddRange(report.Remarks);
        return message;
    }

    private static V1.WhatIfShare Share(WhatIfShare share) => new() { Name = share.Name, Told = share.Told, WouldBeTold = share.WouldBeTold };

    private static V1.WhatIfWaits Waits(WhatIfWaits waits) => new() { Late = waits.Late, VeryLate = waits.VeryLate, LongestMs = (long)waits.Longest.TotalMilliseconds };

    private static string Word(ReplayedOutcome outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());

    private static string Word(WhatIfChange change) => change switch
    {
        WhatIfChange.None => "",
        WhatIfChange.OtherOutcome => "outcome",
        WhatIfChange.OtherCohort => "cohort",
        _ => "text",
    };
}
