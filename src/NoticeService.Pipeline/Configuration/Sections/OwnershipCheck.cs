using NoticeService.Domain.Networks;
using NoticeService.Pipeline.Configuration.Json;

namespace NoticeService.Pipeline.Configuration.Sections;

/// <summary>Finds a prefix or an AS that is claimed twice at one time. Not thread-safe.</summary>
internal sealed class OwnershipCheck<TKey>(Mistakes mistakes, Func<TKey, string> describe)
    where TKey : notnull
{
    private readonly Dictionary<TKey, List<(Period Period, Isp Isp, ConfigNode Node)>> claims = [];

    /// <summary>The first claim.</summary>
    public ConfigNode? First { get; private set; }

    public void Add(TKey key, Period period, Isp isp, ConfigNode node)
    {
        First ??= node;
        if (!claims.TryGetValue(key, out var earlier))
        {
            claims[key] = earlier = [];
        }

        var index = earlier.FindIndex(c => c.Period.Overlaps(period));
        if (index >= 0)
        {
            mistakes.Add(node, $"{describe(key)} belongs to '{earlier[index].Isp.Id}' at that time already, by line {earlier[index].Node.Line}");
        }

        earlier.Add((period, isp, node));
    }
}
