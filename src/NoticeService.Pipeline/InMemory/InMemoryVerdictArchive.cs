using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>The archive in memory.</summary>
public sealed class InMemoryVerdictArchive : IVerdictArchive
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Verdict> verdicts = new(StringComparer.Ordinal);

    public Task AddAsync(Verdict verdict, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            verdicts[IVerdictArchive.PositionOf(verdict)] = verdict;
        }

        return Task.CompletedTask;
    }

    public Task<Verdict?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(verdicts.Values.FirstOrDefault(v => v.Id == id));
        }
    }

    public Task<IReadOnlyList<Verdict>> OldestAsync(long toMs, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<Verdict>>([.. verdicts.Values.Reverse().Where(v => v.OnsetMs < toMs).Take(limit)]);
        }
    }

    public Task RemoveAsync(Verdict verdict, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            verdicts.Remove(IVerdictArchive.PositionOf(verdict));
        }

        return Task.CompletedTask;
    }

    public Task<VerdictPage> ListAsync(long toMs, string? after, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var rest = verdicts.Where(v => v.Value.OnsetMs < toMs && (after is null || string.CompareOrdinal(v.Key, after) > 0)).Take(limit + 1).ToList();
            return Task.FromResult(new VerdictPage([.. rest.Take(limit).Select(v => v.Value)], rest.Count > limit ? rest[limit - 1].Key : null));
        }
    }
}
