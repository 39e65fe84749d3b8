using System.Net;

namespace NoticeService.Domain.Networks;

/// <summary>
/// Longest prefix match over IPv4 and IPv6. The nested prefixes are cut once into ranges that do not overlap, so that a
/// look-up is one binary search. Immutable and thread-safe.
/// </summary>
public sealed class PrefixTable<T>
{
    private readonly Family<uint> v4;
    private readonly Family<UInt128> v6;

    /// <exception cref="ArgumentException">The same prefix twice; the message names it.</exception>
    public PrefixTable(IEnumerable<KeyValuePair<IpPrefix, T>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var all = entries.ToList();
        Count = all.Count;
        v4 = new Family<uint>(all.Where(e => !e.Key.IsV6), value => (uint)value);
        v6 = new Family<UInt128>(all.Where(e => e.Key.IsV6), value => value);
    }

    /// <summary>Number of prefixes.</summary>
    public int Count { get; }

    /// <summary>The value of the longest prefix that holds the address.</summary>
    /// <returns>False when no prefix does.</returns>
    public bool TryFind(IPAddress address, out T value) => TryFind(address, 0, static (_, _) => true, out value);

    /// <summary>The value of the longest prefix that holds the address and that is accepted.</summary>
    /// <param name="address">IPv4 or IPv6.</param>
    /// <param name="state">Passed on to <paramref name="accept"/>, so that it need capture nothing.</param>
    /// <param name="accept">Asked from the longest prefix to the shortest.</param>
    /// <param name="value">The value, when true is returned.</param>
    public bool TryFind<TState>(IPAddress address, TState state, Func<T, TState, bool> accept, out T value)
    {
        ArgumentNullException.ThrowIfNull(accept);
        var bits = AddressBits.Of(address);
        return bits.IsV6 ? v6.TryFind(bits.Value, state, accept, out value) : v4.TryFind((uint)bits.Value, state, accept, out value);
    }

    private sealed class Family<TBits>
        where TBits : struct, IComparable<TBits>
    {
        private const int None = -1;

        // starts[i] begins a range in which the longest prefix is entry[i], or None.
        private readonly TBits[] starts;
        private readonly int[] entry;
        private readonly T[] values;

        // The next shorter prefix around each, or None.
        private readonly int[] parents;

        public Family(IEnumerable<KeyValuePair<IpPrefix, T>> entries, Func<UInt128, TBits> narrow)
        {
            // An outer prefix comes before those inside it.
            var sorted = entries.OrderBy(e => e.Key.First).ThenBy(e => e.Key.Length).ToArray();
            values = [.. sorted.Select(e => e.Value)];
            parents = new int[sorted.Length];
            var ranges = new List<(UInt128 Start, int Entry)>();
            var open = new Stack<int>();
            for (var i = 0; i < sorted.Length; i++)
            {
                var prefix = sorted[i].Key;
                if (i > 0 && sorted[i - 1].Key == prefix)
                {
                    throw new ArgumentException($"The prefix {prefix} is there twice.", nameof(entries));
                }

                CloseBefore(prefix.First);
                parents[i] = open.TryPeek(out var around) ? around : None;
                Begin(prefix.First, i);
                open.Push(i);
            }

            CloseBefore(null);
            starts = [.. ranges.Select(r => narrow(r.Start))];
            entry = [.. ranges.Select(r => r.Entry)];

            void CloseBefore(UInt128? next)
            {
                while (open.TryPeek(out var top) && (next is null || sorted[top].Key.Last < next))
                {
                    open.Pop();
                    var last = sorted[top].Key.Last;

                    // Past the last address of the family there is nothing to begin.
                    if (last != (sorted[top].Key.IsV6 ? UInt128.MaxValue : uint.MaxValue))
                    {
                        Begin(last + 1, open.TryPeek(out var outer) ? outer : None);
                    }
                }
            }

            void Begin(UInt128 start, int which)
            {
                // A prefix that begins where another begins or has just ended takes its place.
                if (ranges.Count > 0 && ranges[^1].Start == start)
                {
                    ranges[^1] = (start, which);
                }
                else
                {
                    ranges.Add((start, which));
                }
            }
        }

        public bool TryFind<TState>(TBits bits, TState state, Func<T, TState, bool> accept, out T value)
        {
            var at = Array.BinarySearch(starts, bits);
            var range = at >= 0 ? at : ~at - 1;
            for (var i = range < 0 ? None : entry[range]; i != None; i = parents[i])
            {
                if (accept(values[i], state))
                {
                    value = values[i];
                    return true;
                }
            }

            value = default!;
            return false;
        }
    }
}
