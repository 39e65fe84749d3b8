using NoticeService.Domain.Cells;

namespace NoticeService.Pipeline.Ports;

/// <summary>One pod's cells of one window and shard, encoded by <c>CellBlob</c>.</summary>
public sealed record PodBlob(string Pod, ReadOnlyMemory<byte> Blob);

/// <summary>Where pods leave their cells and the leader finds them. Thread-safe.</summary>
public interface ICellStore
{
    /// <summary>Writes a pod's blob; writing it again replaces it, so a retry never counts a session twice.</summary>
    /// <exception cref="StoreUnavailableException">The store did not confirm.</exception>
    Task WriteAsync(Window window, int shard, string pod, ReadOnlyMemory<byte> blob, CancellationToken cancellationToken);

    /// <summary>All pods' blobs of a window and shard; empty when there are none.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    Task<IReadOnlyList<PodBlob>> ReadAsync(Window window, int shard, CancellationToken cancellationToken);
}
