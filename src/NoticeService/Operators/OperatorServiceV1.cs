using Google.Protobuf;
using Grpc.Core;
using NoticeService.Access;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Queries;
using NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>
/// Operators' calls: verdicts, cohorts, the kill switch, the ledger and its export. The calls that only ask for a role are not there yet and
/// answer UNIMPLEMENTED to those who may call them.
/// </summary>
internal sealed class OperatorServiceV1(
    FeedHolder feed,
    INowSource now,
    IAdmissionStore admission,
    CohortSizes sizes,
    LedgerSearch search,
    IAuditLog audit,
    ConfigurationFile configuration,
    CallerAccess access,
    HouseholdKey key,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : OperatorService.OperatorServiceBase
{
    private const OperatorRoles Readers = OperatorRoles.Viewer | OperatorRoles.Operator | OperatorRoles.Legal;
    private const OperatorRoles Deciders = OperatorRoles.Operator | OperatorRoles.Legal;
    private const int MaxReason = 500;
    private const int ExportPartBytes = 64 * 1024;
    private const int MaxOperator = 128;

    public override async Task<ListVerdictsResponse> ListVerdicts(ListVerdictsRequest request, ServerCallContext context)
    {
        await access.OperatorAsync(context, Readers);
        var verdicts = feed.Current.Feed.Verdicts
            .Where(v => Concerns(v, request.Isp) && (!request.OpenOnly || v.State == Domain.Verdicts.VerdictState.Open))
            .OrderByDescending(v => v.OnsetMs)
            .ThenBy(v => v.Id, StringComparer.Ordinal)
            .ToList();
        var (page, next) = Paging.Cut(verdicts, request.PageSize, request.PageToken);
        var response = new ListVerdictsResponse { NextPageToken = next };
        response.Verdicts.AddRange(page.Select(OperatorMapping.Verdict));
        return response;
    }

    public override async Task StreamVerdicts(StreamVerdictsRequest request, IServerStreamWriter<StreamVerdictsResponse> responseStream, ServerCallContext context)
    {
        await access.OperatorAsync(context, Readers);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await TellAsync(request, responseStream, either.Token);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "This server is going away: connect again."));
        }
    }

    private async Task TellAsync(StreamVerdictsRequest request, IServerStreamWriter<StreamVerdictsResponse> responseStream, CancellationToken cancellationToken)
    {
        var told = new Dictionary<string, Domain.Verdicts.VerdictState>(StringComparer.Ordinal);
        NowSnapshot? seen = null;
        while (true)
        {
            seen = await now.NextAsync(seen, cancellationToken);
            var present = seen.Feed.Verdicts.Where(v => Concerns(v, request.Isp)).ToList();
            foreach (var verdict in present.Where(v => IsNews(told, v)))
            {
                await responseStream.WriteAsync(new StreamVerdictsResponse { Verdict = OperatorMapping.Verdict(verdict) }, cancellationToken);
            }

            told = present.ToDictionary(v => v.Id, v => v.State, StringComparer.Ordinal);
        }
    }

    public override async Task<ListCohortsResponse> ListCohorts(ListCohortsRequest request, ServerCallContext context)
    {
        await access.OperatorAsync(context, Readers);
        var (page, next) = Paging.Cut(configuration.Current.Cohorts, request.PageSize, request.PageToken);
        var response = new ListCohortsResponse { NextPageToken = next };
        foreach (var cohort in page)
        {
            response.Cohorts.Add(OperatorMapping.Cohort(cohort, sizes.ShareOf(cohort), await StoreAsync(() => admission.EnrolledAsync(cohort.Name, context.CancellationToken))));
        }

        return response;
    }

    public override async Task<SuspendResponse> Suspend(SuspendRequest request, ServerCallContext context)
    {
        var who = (await access.OperatorAsync(context, Deciders, request.Operator)).Name;
        var scope = ScopeMapping.ToScope(request.Scope, configuration.Current);
        RequireText("reason", request.Reason, MaxReason);
        RequireText("operator", who, MaxOperator);
        var suspension = new Suspension(scope, request.Reason, who, time.GetUtcNow().ToUnixTimeMilliseconds());
        return new SuspendResponse { Epoch = await StoreAsync(() => admission.SuspendAsync(suspension, context.CancellationToken)) };
    }

    public override async Task<ResumeResponse> Resume(ResumeRequest request, ServerCallContext context)
    {
        var who = (await access.OperatorAsync(context, Deciders, request.Operator)).Name;
        RequireText("reason", request.Reason, MaxReason);
        RequireText("operator", who, MaxOperator);

        // What was suspended can be lifted, also when the configuration no longer knows it.
        var stored = await StoreAsync(() => admission.ListSuspensionsAsync(context.CancellationToken));
        var scope = ScopeMapping.ToStoredScope(request.Scope, stored.Suspensions) ?? ScopeMapping.ToScope(request.Scope, configuration.Current);
        var resumption = new Resumption(scope, request.Reason, who, time.GetUtcNow().ToUnixTimeMilliseconds());
        return new ResumeResponse { Epoch = await StoreAsync(() => admission.ResumeAsync(resumption, context.CancellationToken)) };
    }

    public override async Task<ListNoticesResponse> ListNotices(ListNoticesRequest request, ServerCallContext context)
    {
        var caller = await access.OperatorAsync(context, Readers);
        var query = QueryMapping.Query(request, caller, key);
        var size = Paging.SizeOf(request.PageSize);
        var token = QueryMapping.Open(query, request.PageToken);
        try
        {
            var page = await StoreAsync(() => search.PageAsync(query, size, token, context.CancellationToken));
            var response = new ListNoticesResponse { NextPageToken = QueryMapping.Seal(query, page.NextToken) };
            response.Notices.AddRange(page.Records.Select(record => OperatorMapping.Notice(record, caller.SeesRecipients)));
            return response;
        }
        catch (FormatException)
        {
            throw Invalid("page_token: is not one that this service gave.");
        }
    }

    public override async Task<GetEvidenceResponse> GetEvidence(GetEvidenceRequest request, ServerCallContext context)
    {
        await access.OperatorAsync(context, Readers);
        throw NotThere("Evidence packs");
    }

    public override async Task ExportRecipients(ExportRecipientsRequest request, IServerStreamWriter<ExportRecipientsResponse> responseStream, ServerCallContext context)
    {
        var who = (await access.OperatorAsync(context, OperatorRoles.Legal, request.Operator)).Name;
        var query = QueryMapping.Query(request);
        RequireText("operator", who, MaxOperator);
        if (request.Format is not (ExportFormat.Csv or ExportFormat.Jsonl))
        {
            throw Invalid("format: must be CSV or JSONL.");
        }

        await StoreAsync(async () =>
        {
            await audit.AddAsync(OperatorMapping.ExportOrder(query, request.Format, who, time.GetUtcNow().ToUnixTimeMilliseconds()), context.CancellationToken);
            await ExportAsync(query, request.Format == ExportFormat.Csv, responseStream, context.CancellationToken);
            return true;
        });
    }

    // A part is sent when it is large enough; the caller's reading sets the pace.
    private async Task ExportAsync(LedgerQuery query, bool csv, IServerStreamWriter<ExportRecipientsResponse> responseStream, CancellationToken cancellationToken)
    {
        var file = new RecipientFile(csv);
        file.Head();
        await foreach (var record in search.ReadAsync(query, cancellationToken))
        {
            file.Add(record);
            if (file.Length >= ExportPartBytes)
            {
                await SendAsync();
            }
        }

        if (file.Length > 0)
        {
            await SendAsync();
        }

        Task SendAsync() => responseStream.WriteAsync(new ExportRecipientsResponse { Chunk = UnsafeByteOperations.UnsafeWrap(file.Take()) }, cancellationToken);
    }

    public override async Task<GetExperimentReportResponse> GetExperimentReport(GetExperimentReportRequest request, ServerCallContext context)
    {
        await access.OperatorAsync(context, Readers);
        throw NotThere("Experiment reports");
    }

    public override async Task<ListAuditEntriesResponse> ListAuditEntries(ListAuditEntriesRequest request, ServerCallContext context)
    {
        await access.OperatorAsync(context, Readers);
        var orders = await StoreAsync(() => audit.ListAsync(context.CancellationToken));
        var (page, next) = Paging.Cut(orders, request.PageSize, request.PageToken);
        var response = new ListAuditEntriesResponse { NextPageToken = next };
        response.Entries.AddRange(page.Select(OperatorMapping.AuditEntry));
        return response;
    }

    // What was over before the caller came is no change; it is in ListVerdicts.
    private static bool IsNews(Dictionary<string, Domain.Verdicts.VerdictState> told, Domain.Verdicts.Verdict verdict) =>
        told.TryGetValue(verdict.Id, out var state)
            ? state != verdict.State
            : verdict.State is Domain.Verdicts.VerdictState.Open or Domain.Verdicts.VerdictState.Suspected;

    private static bool Concerns(Domain.Verdicts.Verdict verdict, string isp) => isp.Length == 0 || verdict.Isp == isp;

    private static async Task<T> StoreAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (StoreUnavailableException)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The store did not answer; whether the call took effect is unknown. Repeating it does no harm."));
        }
    }

    private static void RequireText(string field, string text, int limit)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > limit)
        {
            throw Invalid($"{field}: must have 1 to {limit} characters.");
        }
    }

    private static RpcException NotThere(string what) => new(new Status(StatusCode.Unimplemented, $"{what} are not part of this release."));

    private static RpcException Invalid(string what) => new RpcException(new Status(StatusCode.InvalidArgument, what));
}
