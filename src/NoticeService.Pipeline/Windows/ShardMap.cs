using System.Text;

namespace NoticeService.Pipeline.Windows;

/// <summary>Which shard an ISP's cells go to. All pods must have the same count.</summary>
/// <param name="Count">1 to 1,024.</param>
public sealed record ShardMap(int Count)
{
    /// <summary>FNV-1a of the ISP's id, modulo the count: stable between processes and builds.</summary>
    public int Of(string isp)
    {
        ArgumentNullException.ThrowIfNull(isp);
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(isp))
        {
            hash = unchecked((hash ^ b) * 16777619u);
        }

        return (int)(hash % (uint)Count);
    }
}
