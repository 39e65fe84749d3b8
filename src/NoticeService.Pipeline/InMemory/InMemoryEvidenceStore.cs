using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>Packs in memory.</summary>
public sealed class InMemoryEvidenceStore : IEvidenceStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SortedList<long, byte[]>> packs = new(StringComparer.Ordinal);

    public Task AddAsync(string verdictId, long atMs, ReadOnlyMemory<byte> pack, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!packs.TryGetValue(verdictId, out var of))
            {
                packs.Add(verdictId, of = []);
            }

            of.TryAdd(atMs, pack.ToArray());
        }

        return Task.CompletedTask;
    }

    public Task RemoveAsync(string verdictId, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            packs.Remove(verdictId);
        }

        return Task.CompletedTask;
    }

    public Task<ReadOnlyMemory<byte>?> FindAsync(string verdictId, long atMs, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<ReadOnlyMemory<byte>?>(packs.TryGetValue(verdictId, out var of) ? of[PackTimes.At(of.Keys, atMs)] : (ReadOnlyMemory<byte>?)null);
        }
    }
}
