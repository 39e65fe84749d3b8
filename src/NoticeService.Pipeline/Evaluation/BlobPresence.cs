using NoticeService.Domain.Cells;

namespace NoticeService.Pipeline.Evaluation;

/// <summary>
/// Which pods wrote which shards lately, so that a window without one of them is known to be partial. A pod that ends, or has no
/// session of a shard any more, is missed for <see cref="RememberedWindows"/> windows and then forgotten. Not thread-safe.
/// </summary>
public sealed class BlobPresence
{
    /// <summary>A pod and shard are known to be alive for this many windows after they last wrote.</summary>
    public const int RememberedWindows = 3;

    private readonly Dictionary<(string Pod, int Shard), Window> last = [];

    /// <summary>Learns who wrote a window.</summary>
    /// <returns>How many that are known to be alive did not.</returns>
    public int Learn(Window window, IEnumerable<(string Pod, int Shard)> wrote)
    {
        ArgumentNullException.ThrowIfNull(wrote);
        foreach (var part in wrote)
        {
            last[part] = window;
        }

        foreach (var (part, seen) in last.ToArray())
        {
            if (window - seen > RememberedWindows)
            {
                last.Remove(part);
            }
        }

        return last.Values.Count(seen => seen < window);
    }
}
