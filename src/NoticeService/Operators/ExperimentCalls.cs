using Grpc.Core;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Experiments;
using V1 = NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>Answers what an experiment says so far. One call at a time: each reads all of the time asked for.</summary>
internal sealed class ExperimentCalls(ExperimentReader reader, ConfigurationFile configuration)
{
    private readonly OneAtATime turn = new("Another report of an experiment");

    /// <param name="request">Checked here.</param>
    /// <param name="cancellationToken">The caller is gone.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT, NOT_FOUND, RESOURCE_EXHAUSTED, or UNAVAILABLE: the store did not answer.</exception>
    public async Task<V1.GetExperimentReportResponse> ReportAsync(V1.GetExperimentReportRequest request, CancellationToken cancellationToken)
    {
        RequestFields.RequireText("cohort", request.Cohort, 64);
        var (fromMs, toMs) = RequestFields.Times(request.FromMs, request.ToMs);
        var cohort = configuration.Current.Cohorts.FirstOrDefault(c => c.Name == request.Cohort)
            ?? throw new RpcException(new Status(StatusCode.NotFound, "There is no such cohort in the configuration."));
        using var mine = turn.Enter();
        return ExperimentMapping.Report(await StoreCalls.OrUnavailableAsync(reader.ReadAsync(cohort, fromMs, toMs, cancellationToken)));
    }
}
