using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evidence;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Queries;

/// <summary>Finds what substantiates a notice, for operators and for the pages. Thread-safe.</summary>
public sealed class EvidenceSearch(ILedger ledger, IEvidenceStore store, IVerdictArchive archive, INowSource now)
{
    /// <returns>Null when there is no such notice.</returns>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<NoticeEvidence?> FindAsync(string noticeId, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(noticeId, cancellationToken) is not { } record)
        {
            return null;
        }

        if (record.Culprit == Culprit.Home)
        {
            return new NoticeEvidence(record, null, null, null);
        }

        var pack = store.FindAsync(record.VerdictId, record.DecidedMs, cancellationToken);
        var verdict = now.Current.Feed.Verdicts.FirstOrDefault(v => v.Id == record.VerdictId) ?? await archive.FindAsync(record.VerdictId, cancellationToken);
        var json = await pack is { } squeezed ? EvidenceJson.Unsqueeze(squeezed) : null;
        return new NoticeEvidence(record, json, json is null ? null : EvidenceJson.Read(json), verdict);
    }
}
