using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Queries;

namespace NoticeService.Pipeline.WhatIf;

/// <summary>A notice that would not have become what it became.</summary>
public readonly record struct WhatIfDifference(LedgerRecord Record, WhatIfChange Change, ReplayedDecision WouldBe);

/// <summary>
/// Replays the ledger under another policy, and beside it under the policy in force, and says what would differ. Only what was decided is in
/// the ledger: whom a wider policy would have told besides is not. Changes nothing. Thread-safe.
/// </summary>
public sealed class WhatIfRun(ILedger ledger, ReplayPolicies policies, ConfigurationFile configuration)
{
    /// <summary>Records between two calls of <c>progress</c>.</summary>
    public const int ProgressEvery = 10_000;

    /// <param name="other">The other policy.</param>
    /// <param name="fromMs">Of the notices that are compared: inclusive, on DecidedMs. Older ones are replayed too, since they count for cooldown and cap.</param>
    /// <param name="toMs">Exclusive.</param>
    /// <param name="difference">Is told each notice that would differ, the oldest first.</param>
    /// <param name="progress">Is told now and then how many were read, and when the last one was decided, ms.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">The ledger could not be read.</exception>
    public async Task<WhatIfReport> RunAsync(
        NoticeConfiguration other,
        long fromMs,
        long toMs,
        Func<WhatIfDifference, Task> difference,
        Func<long, long, Task> progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(difference);
        ArgumentNullException.ThrowIfNull(progress);
        var now = configuration.Current;
        var (replay, remarks) = await policies.ReplayAsync(other, now, cancellationToken);
        var (inForce, _) = await policies.ReplayAsync(now, now, cancellationToken);
        var tally = new WhatIfTally();
        long older = 0;
        await foreach (var record in LedgerDays.ReadAsync(ledger, toMs, cancellationToken))
        {
            if (tally.Notices == 0 && record.DecidedMs >= fromMs)
            {
                // What went out before is not asked about.
                replay.Paced.BeginCount(record.DecidedMs * 1_000);
                inForce.Paced.BeginCount(record.DecidedMs * 1_000);
            }

            var (wouldBe, asNow) = (replay.Decide(record), inForce.Decide(record));
            if (record.DecidedMs < fromMs)
            {
                older++;
            }
            else if (tally.Add(record, wouldBe, asNow) is not WhatIfChange.None and var change)
            {
                await difference(new(record, change, wouldBe));
            }

            if ((older + tally.Notices) % ProgressEvery == 0)
            {
                await progress(older + tally.Notices, record.DecidedMs);
            }
        }

        replay.Paced.Finish();
        inForce.Paced.Finish();
        return new WhatIfReport
        {
            Notices = tally.Notices,
            Older = older,
            Rows = tally.Rows,
            Isps = tally.Isps,
            Cohorts = tally.Cohorts,
            Waits = WhatIfWaits.Of(replay.Paced),
            InForceWaits = WhatIfWaits.Of(inForce.Paced),
            Remarks = remarks,
        };
    }
}
