using System.Text;
using Grpc.Core;
using NoticeService.Access;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Evidence;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Queries;
using NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>
/// Operators' calls: verdicts, cells, cohorts, the kill switch, the ledger, its export, disputes, another policy, the experiment and the audit log.
/// </summary>
internal sealed class OperatorServiceV1(
    INowSource now,
    VerdictSearch verdicts,
    IVerdictArchive archive,
    EvidenceSearch evidence,
    IAdmissionStore admission,
    CohortSizes sizes,
    LedgerSearch search,
    AuditSearch audit,
    AuditedCalls audited,
    RecipientExport export,
    Retractions retractions,
    DisputeCalls disputes,
    WhatIfCalls whatIf,
    ExperimentCalls experiments,
    GoLiveCalls goLive,
    GoLiveGate gate,
    ConfigurationFile configuration,
    CallerAccess access,
    HouseholdKey key,
    IHostApplicationLifetime lifetime) : OperatorService.OperatorServiceBase
{
    private const OperatorRoles Readers = OperatorRoles.Viewer | OperatorRoles.Operator | OperatorRoles.Legal;
    private const OperatorRoles Deciders = OperatorRoles.Operator | OperatorRoles.Legal;

    // What they get depends on whose account it is: see OperatorCaller.ScopeOf.
    private const OperatorRoles ScopedReaders = Readers | OperatorRoles.Isp;

    // An ISP for itself; the others for a letter that came.
    private const OperatorRoles Disputants = Deciders | OperatorRoles.Isp;

    public override async Task<GetVerdictResponse> GetVerdict(GetVerdictRequest request, ServerCallContext context)
    {
        var filter = VerdictFilter.Of(await access.OperatorAsync(context, ScopedReaders));
        RequestFields.RequireText("verdict_id", request.VerdictId, 256);

        // Another ISP's verdict is not there either: its id would tell that it exists.
        var verdict = now.Current.Feed.Verdicts.FirstOrDefault(v => v.Id == request.VerdictId)
            ?? await StoreCalls.OrUnavailableAsync(archive.FindAsync(request.VerdictId, context.CancellationToken));
        return verdict is not null && filter.Matches(verdict)
            ? new GetVerdictResponse { Verdict = OperatorMapping.Verdict(verdict) }
            : throw new RpcException(new Status(StatusCode.NotFound, "There is no such verdict."));
    }

    public override async Task<ListVerdictsResponse> ListVerdicts(ListVerdictsRequest request, ServerCallContext context)
    {
        var filter = VerdictFilter.Of(request, await access.OperatorAsync(context, ScopedReaders));
        var asked = PageRequest.Of(request);
        var present = now.Current.Feed.Verdicts;
        if (filter.IsOfNow)
        {
            // Who is crowded now is told without the store, too.
            var (page, next) = asked.Cut(present.Where(filter.Matches), IVerdictArchive.PositionOf);
            return Answer(page, next);
        }

        var found = await StoreCalls.OrUnavailableAsync(verdicts.PageAsync(present, filter.Matches, filter.ToMs, asked.Size, asked.After, context.CancellationToken));
        return Answer(found.Verdicts, asked.Next(found.Next));

        static ListVerdictsResponse Answer(IReadOnlyList<Domain.Verdicts.Verdict> page, string next)
        {
            var response = new ListVerdictsResponse { NextPageToken = next };
            response.Verdicts.AddRange(page.Select(OperatorMapping.Verdict));
            return response;
        }
    }

    public override async Task StreamVerdicts(StreamVerdictsRequest request, IServerStreamWriter<StreamVerdictsResponse> responseStream, ServerCallContext context)
    {
        var filter = VerdictFilter.Of(request, await access.OperatorAsync(context, ScopedReaders));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);

        // At once: a caller knows that he is heard, also when there is nothing to tell for hours.
        await context.WriteResponseHeadersAsync([]);
        try
        {
            await TellAsync(filter, request.SinceMs > 0 ? request.SinceMs : long.MaxValue, responseStream, either.Token);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "This server is going away: connect again."));
        }
    }

    private async Task TellAsync(VerdictFilter filter, long sinceMs, IServerStreamWriter<StreamVerdictsResponse> responseStream, CancellationToken cancellationToken)
    {
        var told = new Dictionary<string, Domain.Verdicts.VerdictState>(StringComparer.Ordinal);
        NowSnapshot? seen = null;
        while (true)
        {
            seen = await now.NextAsync(seen, cancellationToken);
            var present = seen.Feed.Verdicts.Where(filter.Matches).ToList();
            foreach (var verdict in present.Where(v => IsNews(told, v, sinceMs)))
            {
                await responseStream.WriteAsync(new StreamVerdictsResponse { Verdict = OperatorMapping.Verdict(verdict) }, cancellationToken);
            }

            told = present.ToDictionary(v => v.Id, v => v.State, StringComparer.Ordinal);
        }
    }

    public override async Task<ListCellsResponse> ListCells(ListCellsRequest request, ServerCallContext context)
    {
        var filter = CellFilter.Of(request, await access.OperatorAsync(context, ScopedReaders));
        var feed = now.Current.Feed;
        var (page, next) = PageRequest.Of(request).Cut(feed.Cells.Where(filter.Matches), CellFilter.PositionOf);
        var response = new ListCellsResponse { NextPageToken = next, EvaluatedMs = feed.Window.Index == 0 ? 0 : feed.Window.EndMs };
        response.Cells.AddRange(page.Select(OperatorMapping.Cell));
        return response;
    }

    public override async Task<ListCohortsResponse> ListCohorts(ListCohortsRequest request, ServerCallContext context)
    {
        await access.OperatorAsync(context, Readers);
        var (page, next) = PageRequest.Of(request).Cut(configuration.Current.Cohorts.Where(c => c.Enabled || !request.EnabledOnly), c => c.Name);
        var response = new ListCohortsResponse { NextPageToken = next };
        foreach (var cohort in page)
        {
            response.Cohorts.Add(OperatorMapping.Cohort(cohort, gate.Current.IsLive, sizes.ShareOf(cohort), await StoreCalls.OrUnavailableAsync(admission.EnrolledAsync(cohort.Name, context.CancellationToken))));
        }

        return response;
    }

    public override Task<SuspendResponse> Suspend(SuspendRequest request, ServerCallContext context)
    {
        var asked = new OperatorOrder(OrderKind.Suspend, 0, request.Operator, ScopeMapping.Name(request.Scope) ?? "", request.Reason);
        return audited.RunAsync(context, asked, Deciders, async order =>
        {
            order = order with { Scope = ScopeMapping.ToScope(request.Scope, configuration.Current) };
            return new SuspendResponse { Epoch = await StoreCalls.OrUnavailableAsync(admission.SuspendAsync(order, context.CancellationToken)) };
        });
    }

    public override Task<ResumeResponse> Resume(ResumeRequest request, ServerCallContext context)
    {
        var asked = new OperatorOrder(OrderKind.Resume, 0, request.Operator, ScopeMapping.Name(request.Scope) ?? "", request.Reason);
        return audited.RunAsync(context, asked, Deciders, async order =>
        {
            // What was suspended can be lifted, also when the configuration no longer knows it.
            var stored = await StoreCalls.OrUnavailableAsync(admission.ListSuspensionsAsync(context.CancellationToken));
            order = order with { Scope = ScopeMapping.ToStoredScope(request.Scope, stored.Suspensions) ?? ScopeMapping.ToScope(request.Scope, configuration.Current) };
            return new ResumeResponse { Epoch = await StoreCalls.OrUnavailableAsync(admission.ResumeAsync(order, context.CancellationToken)) };
        });
    }

    public override async Task<ListNoticesResponse> ListNotices(ListNoticesRequest request, ServerCallContext context)
    {
        var caller = await access.OperatorAsync(context, Readers);
        var query = QueryMapping.Query(request, caller, key);
        var asked = PageRequest.Of(request);
        try
        {
            var page = await StoreCalls.OrUnavailableAsync(search.PageAsync(query, asked.Size, asked.After, context.CancellationToken));
            var response = new ListNoticesResponse { NextPageToken = asked.Next(page.NextToken) };
            var reader = retractions.Read();
            foreach (var record in page.Records)
            {
                response.Notices.Add(await NoticeAsync(record, caller, reader, context.CancellationToken));
            }

            return response;
        }
        catch (FormatException)
        {
            throw NotOurToken();
        }
    }

    public override async Task<GetEvidenceResponse> GetEvidence(GetEvidenceRequest request, ServerCallContext context)
    {
        var caller = await access.OperatorAsync(context, ScopedReaders);
        var filter = VerdictFilter.Of(caller);
        RequestFields.RequireText("notice_id", request.NoticeId, 256);
        var found = await StoreCalls.OrUnavailableAsync(evidence.FindAsync(request.NoticeId, context.CancellationToken));

        // An ISP sees what substantiates a notice that names it, and no other notice.
        if (found is null || (filter.Isp is not null && (found.Pack is null || !filter.Matches(found.Pack.Verdict))))
        {
            throw new RpcException(new Status(StatusCode.NotFound, "There is no such notice."));
        }

        var response = new GetEvidenceResponse { Notice = await NoticeAsync(found.Record, caller, retractions.Read(), context.CancellationToken) };
        if (found is { Pack: { } pack, PackJson: { } json })
        {
            response.Verdict = OperatorMapping.Verdict(pack.Verdict);
            response.PackJson = Encoding.UTF8.GetString(json);
            response.Disputes.AddRange(await disputes.OfVerdictAsync(pack.Verdict.Id, context.CancellationToken));
        }

        return response;
    }

    public override Task ExportRecipients(ExportRecipientsRequest request, IServerStreamWriter<ExportRecipientsResponse> responseStream, ServerCallContext context)
    {
        var asked = new OperatorOrder(OrderKind.Export, 0, request.Operator, OperatorMapping.ExportScope(request), $"recipients as {request.Format.ToString().ToUpperInvariant()}");
        return audited.RunAsync(context, asked, OperatorRoles.Legal, async order =>
        {
            var query = QueryMapping.Query(request);
            if (request.Format is not (ExportFormat.Csv or ExportFormat.Jsonl))
            {
                throw InvalidArgument.Of("format", "must be CSV or JSONL.");
            }

            await export.RunAsync(query, request.Format == ExportFormat.Csv, order, responseStream, context.CancellationToken);
            return true;
        });
    }

    public override async Task<GetExperimentReportResponse> GetExperimentReport(GetExperimentReportRequest request, ServerCallContext context)
    {
        await access.OperatorAsync(context, Readers);
        return await experiments.ReportAsync(request, context.CancellationToken);
    }

    public override Task<OpenDisputeResponse> OpenDispute(OpenDisputeRequest request, ServerCallContext context) => disputes.OpenAsync(request, context, Disputants);

    public override async Task<ListDisputesResponse> ListDisputes(ListDisputesRequest request, ServerCallContext context) =>
        await disputes.ListAsync(request, await access.OperatorAsync(context, ScopedReaders), context.CancellationToken);

    public override Task<ResolveDisputeResponse> ResolveDispute(ResolveDisputeRequest request, ServerCallContext context) => disputes.ResolveAsync(request, context, Deciders);

    public override async Task WhatIf(WhatIfRequest request, IServerStreamWriter<WhatIfResponse> responseStream, ServerCallContext context) =>
        await whatIf.RunAsync(request, await access.OperatorAsync(context, Deciders), responseStream, context.CancellationToken);

    public override async Task<GetGoLiveResponse> GetGoLive(GetGoLiveRequest request, ServerCallContext context)
    {
        await access.OperatorAsync(context, Readers);
        return goLive.Get();
    }

    public override Task<SubmitCalibrationResponse> SubmitCalibration(SubmitCalibrationRequest request, ServerCallContext context) => goLive.SubmitAsync(request, context, Deciders);

    public override Task<OverrideGoLiveResponse> OverrideGoLive(OverrideGoLiveRequest request, ServerCallContext context) => goLive.OverrideAsync(request, context, Deciders);

    public override Task<RevokeGoLiveResponse> RevokeGoLive(RevokeGoLiveRequest request, ServerCallContext context) => goLive.RevokeAsync(request, context, Deciders);

    public override async Task<ListAuditEntriesResponse> ListAuditEntries(ListAuditEntriesRequest request, ServerCallContext context)
    {
        await access.OperatorAsync(context, Readers);
        var query = QueryMapping.Query(request);
        var asked = PageRequest.Of(request);
        try
        {
            var page = await StoreCalls.OrUnavailableAsync(audit.PageAsync(query, asked.Size, asked.After, context.CancellationToken));
            var response = new ListAuditEntriesResponse { NextPageToken = asked.Next(page.NextToken) };
            response.Entries.AddRange(page.Orders.Select(OperatorMapping.AuditEntry));
            return response;
        }
        catch (FormatException)
        {
            throw NotOurToken();
        }
    }

    private static async Task<NoticeRecord> NoticeAsync(Domain.Ledger.LedgerRecord record, OperatorCaller caller, Retractions.Reader reader, CancellationToken cancellationToken) =>
        OperatorMapping.Notice(record, caller.SeesRecipients, await StoreCalls.OrUnavailableAsync(reader.OfAsync(record, cancellationToken).AsTask()));

    // What was over before the caller came is no change, unless he says since when; it is in ListVerdicts.
    private static bool IsNews(Dictionary<string, Domain.Verdicts.VerdictState> told, Domain.Verdicts.Verdict verdict, long sinceMs) =>
        told.TryGetValue(verdict.Id, out var state)
            ? state != verdict.State
            : verdict.State is Domain.Verdicts.VerdictState.Open or Domain.Verdicts.VerdictState.Suspected || (verdict.RetractedMs ?? verdict.ClosedMs) >= sinceMs;

    private static RpcException NotOurToken() => InvalidArgument.Of("page_token", "is not one that this service gave.");
}
