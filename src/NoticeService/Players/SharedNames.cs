using System.Collections.Concurrent;

namespace NoticeService.Players;

/// <summary>One string for what many sessions say alike (players, languages), instead of one each. Bounded; thread-safe.</summary>
/// <param name="most">Names kept; clients may invent more, and then keep their own.</param>
internal sealed class SharedNames(int most = SharedNames.Most)
{
    /// <summary>More than there are releases of players in the field.</summary>
    public const int Most = 4_096;

    private readonly ConcurrentDictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>How many are kept; may pass the bound by the threads that come at once.</summary>
    private int kept;

    public string Share(string name)
    {
        if (names.TryGetValue(name, out var shared))
        {
            return shared;
        }

        if (Volatile.Read(ref kept) >= most)
        {
            return name;
        }

        shared = names.GetOrAdd(name, name);
        if (ReferenceEquals(shared, name))
        {
            Interlocked.Increment(ref kept);
        }

        return shared;
    }
}
