using NoticeService.Domain.Experiments;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>Outcomes in memory, on a given clock: the oracle of the tests.</summary>
public sealed class InMemoryOutcomeStore(TimeProvider time) : IOutcomeStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (NoticeOutcome Outcome, long ExpiresMs)> known = new(StringComparer.Ordinal);

    public Task AddAsync(IReadOnlyList<OutcomeChange> changes, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(changes.Count, IOutcomeStore.MaxChanges);
        lock (gate)
        {
            var nowMs = NowMs();
            foreach (var (noticeId, decidedMs, part) in changes)
            {
                var before = known.TryGetValue(noticeId, out var entry) && entry.ExpiresMs > nowMs ? entry.Outcome : new NoticeOutcome();
                known[noticeId] = (before.Merge(part), nowMs + IOutcomeStore.LifetimeMs(decidedMs, keepFor, nowMs));
            }

            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyList<NoticeOutcome?>> FindAsync(IReadOnlyList<string> noticeIds, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(noticeIds.Count, IOutcomeStore.MaxFound);
        lock (gate)
        {
            var nowMs = NowMs();
            return Task.FromResult<IReadOnlyList<NoticeOutcome?>>(
                [.. noticeIds.Select(id => known.TryGetValue(id, out var entry) && entry.ExpiresMs > nowMs ? entry.Outcome : null)]);
        }
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
