using Microsoft.Extensions.Options;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Experiments;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Queries;

namespace NoticeService.Pipeline.Experiments;

/// <summary>
/// Joins the ledger with the outcomes and adds up an experiment. Streams a page at a time; what it holds grows with the households only.
/// Thread-safe.
/// </summary>
public sealed class ExperimentReader(ILedger ledger, IOutcomeStore outcomes, IAdmissionStore admission, IOptions<ExperimentOptions> options, TimeProvider time)
{
    private const int Step = 1_000;

    /// <param name="cohort">Of the configuration in force.</param>
    /// <param name="fromMs">First decision, ms since the Unix epoch; not before outcomes are kept, since of older ones nothing is known any more.</param>
    /// <param name="toMs">Exclusive.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<ExperimentReport> ReadAsync(CohortDefinition cohort, long fromMs, long toMs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        var tally = new ExperimentTally(await TermsAsync(cohort, cancellationToken));
        fromMs = Math.Max(fromMs, time.GetUtcNow().ToUnixTimeMilliseconds() - (long)options.Value.Retention.TotalMilliseconds);
        var query = new LedgerQuery { Cohort = cohort.Name, FromMs = fromMs, ToMs = toMs };
        string? token = null;
        do
        {
            var page = await ledger.ListAsync(null, fromMs, toMs, Step, token, cancellationToken);
            await AddAsync(tally, [.. page.Records.Where(r => query.Matches(r) && !r.Shadow)], cancellationToken);
            token = page.NextToken;
        }
        while (token is not null);
        return tally.Report();
    }

    private async Task AddAsync(ExperimentTally tally, List<LedgerRecord> records, CancellationToken cancellationToken)
    {
        var found = await outcomes.FindAsync([.. records.Select(r => r.NoticeId)], cancellationToken);
        for (var i = 0; i < records.Count; i++)
        {
            tally.Add(records[i], found[i]);
        }
    }

    private async Task<ExperimentTerms> TermsAsync(CohortDefinition cohort, CancellationToken cancellationToken) => new()
    {
        Cohort = cohort,
        AbandonWithin = options.Value.AbandonWithin,
        NowMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Alpha = options.Value.Alpha,
        SampleRatioAlpha = options.Value.SampleRatioAlpha,
        EnrolledHeldOut = await admission.HeldOutAsync(cohort.Name, cancellationToken),
        Enrolled = await admission.EnrolledAsync(cohort.Name, cancellationToken),
    };
}
