using NoticeService.Domain.Cells;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>Cells in memory, for replay and tests; keeps the last <see cref="WindowsKept"/> windows.</summary>
public sealed class InMemoryCellStore : ICellStore
{
    /// <summary>15 minutes, as on Redis.</summary>
    public const int WindowsKept = 15 * 60_000 / Window.LengthMs;

    private readonly Lock gate = new();
    private readonly SortedDictionary<Window, Dictionary<int, SortedDictionary<string, ReadOnlyMemory<byte>>>> windows = [];

    public Task WriteAsync(Window window, int shard, string pod, ReadOnlyMemory<byte> blob, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!windows.TryGetValue(window, out var shards))
            {
                windows[window] = shards = [];
                Forget();
            }

            if (!shards.TryGetValue(shard, out var pods))
            {
                shards[shard] = pods = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
            }

            pods[pod] = blob.ToArray();
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<PodBlob>> ReadAsync(Window window, int shard, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            IReadOnlyList<PodBlob> found = windows.TryGetValue(window, out var shards) && shards.TryGetValue(shard, out var pods)
                ? [.. pods.Select(p => new PodBlob(p.Key, p.Value))]
                : [];
            return Task.FromResult(found);
        }
    }

    private void Forget()
    {
        var oldest = windows.Keys.Last() + -WindowsKept;
        while (windows.Keys.First() < oldest)
        {
            windows.Remove(windows.Keys.First());
        }
    }
}
