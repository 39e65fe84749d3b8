using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Suite.Long;

/// <summary>Watches worlds without a fault for days. Thread-safe: worlds share nothing that changes.</summary>
internal sealed class LongRunner(VerdictSettings settings, ShortfallLibrary library)
{
    // Any evening; far below the hour for which a closed verdict stays in the feed.
    private const long FirstWindow = 176_850_000;
    private const int LookEvery = 60;

    public LongResult Run(CellWorldPlan plan, CancellationToken cancellationToken)
    {
        var world = new CellWorld(plan, library);
        var engine = new VerdictEngine(settings);
        var alarms = new Dictionary<string, Verdict>(StringComparer.Ordinal);
        for (var i = 0; i < plan.Windows; i++)
        {
            engine.Evaluate(new Window(FirstWindow + i), world.Next());
            if (i % LookEvery == LookEvery - 1 || i == plan.Windows - 1)
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var verdict in engine.Feed().Verdicts.Where(v => v.State != VerdictState.Suspected))
                {
                    alarms.TryAdd(verdict.Id, verdict);
                }
            }
        }

        return new LongResult(plan, [.. alarms.Values.OrderBy(v => v.OpenedMs).ThenBy(v => v.Id, StringComparer.Ordinal)]);
    }
}
