using System.Diagnostics.Metrics;
using System.Text;

namespace NoticeService.Pipeline.Telemetry;

/// <summary>
/// A counter by a closed enum of reasons: one total per value, striped over processors so that a busy path never waits
/// for another core's cache line. Exported as an observable counter, and readable for the console. Thread-safe.
/// </summary>
public sealed class TaggedCounter<TReason>
    where TReason : struct, Enum
{
    // Longs per 128-byte line: two neighbours never share one.
    private const int Line = 16;

    private static readonly TReason[] Reasons = Enum.GetValues<TReason>();
    private static readonly string[] Names = [.. Reasons.Select(r => SnakeCase(r.ToString()))];

    // A power of two, so that a stripe is found without a division.
    private readonly int stripes = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);
    private readonly int stride = (Reasons.Length + Line) / Line * Line;
    private readonly long[] totals;

    /// <param name="meter">Where it is exported.</param>
    /// <param name="name">Metric name.</param>
    /// <param name="unit">In braces, for example <c>{sample}</c>.</param>
    /// <param name="tag">The tag that carries the reason.</param>
    /// <param name="description">What it counts.</param>
    public TaggedCounter(Meter meter, string name, string unit, string tag, string description)
    {
        ArgumentNullException.ThrowIfNull(meter);
        totals = new long[stripes * stride];
        meter.CreateObservableCounter(name, () => Measure(tag), unit, description);
    }

    /// <summary>The tag value of a reason: snake_case of its name.</summary>
    public static string NameOf(TReason reason) => Names[Array.IndexOf(Reasons, reason)];

    public void Add(TReason reason, long count = 1)
    {
        var stripe = Thread.GetCurrentProcessorId() & (stripes - 1);
        Interlocked.Add(ref totals[stripe * stride + IndexOf(reason)], count);
    }

    public long Total(TReason reason)
    {
        long sum = 0;
        for (var stripe = 0; stripe < stripes; stripe++)
        {
            sum += Volatile.Read(ref totals[stripe * stride + IndexOf(reason)]);
        }

        return sum;
    }

    /// <summary>The totals that are not zero, by tag value.</summary>
    public IReadOnlyDictionary<string, long> Totals()
    {
        var result = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var reason in Reasons)
        {
            if (Total(reason) is var total and > 0)
            {
                result.Add(NameOf(reason), total);
            }
        }

        return result;
    }

    public long Sum() => Reasons.Sum(Total);

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    // Our enums count up from 0, so the value is the index; no boxing.
    private static int IndexOf(TReason reason) =>
        System.Runtime.CompilerServices.Unsafe.SizeOf<TReason>() == 1
            ? System.Runtime.CompilerServices.Unsafe.BitCast<TReason, byte>(reason)
            : System.Runtime.CompilerServices.Unsafe.BitCast<TReason, int>(reason);

    private IEnumerable<Measurement<long>> Measure(string tag)
    {
        foreach (var reason in Reasons)
        {
            if (Total(reason) is var total and > 0)
            {
                yield return new Measurement<long>(total, new KeyValuePair<string, object?>(tag, NameOf(reason)));
            }
        }
    }
}
