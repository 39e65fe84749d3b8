using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Operators;

/// <summary>Which notices rest on a verdict that was found wrong since: told when they are read, so that no record changes. Thread-safe.</summary>
internal sealed class Retractions(INowSource now, IVerdictArchive archive)
{
    /// <summary>For one answer, in which each verdict is looked up once. Not thread-safe.</summary>
    public Reader Read()
    {
        var known = new Dictionary<string, long?>(StringComparer.Ordinal);
        foreach (var verdict in now.Current.Feed.Verdicts)
        {
            known[verdict.Id] = verdict.RetractedMs;
        }

        return new Reader(known, archive);
    }

    internal sealed class Reader(Dictionary<string, long?> known, IVerdictArchive archive)
    {
        /// <summary>When the verdict behind a notice was retracted, ms; null while it stands, as far as is known.</summary>
        /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
        public async ValueTask<long?> OfAsync(LedgerRecord record, CancellationToken cancellationToken)
        {
            // Advice about a home rests on the session's own figures.
            if (record.Culprit == Culprit.Home)
            {
                return null;
            }

            if (!known.TryGetValue(record.VerdictId, out var retractedMs))
            {
                retractedMs = (await archive.FindAsync(record.VerdictId, cancellationToken))?.RetractedMs;
                known[record.VerdictId] = retractedMs;
            }

            return retractedMs;
        }
    }
}
