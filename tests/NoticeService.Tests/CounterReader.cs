using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace NoticeService.Tests;

/// <summary>What a running service has counted since this began to listen, as an operator's metrics would have it. Thread-safe.</summary>
internal sealed class CounterReader : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, long> totals = new(StringComparer.Ordinal);

    public CounterReader(RunningService service)
    {
        // Other tests run services of their own in this process.
        var meters = service.Get<IMeterFactory>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Take(instrument, 1, tags));
        listener.Start();
    }

    /// <summary>A counter's total, or how often a histogram was recorded to.</summary>
    /// <param name="name">Of the instrument.</param>
    /// <param name="tag">Of the series; series that differ in other tags are added up.</param>
    /// <param name="value">Of the tag.</param>
    public long Total(string name, string tag, string value)
    {
        listener.RecordObservableInstruments();
        return totals.Where(t => t.Key.StartsWith(name + " ", StringComparison.Ordinal) && t.Key.Contains($" {tag}={value} ", StringComparison.Ordinal)).Sum(t => t.Value);
    }

    public void Dispose() => listener.Dispose();

    private void Take(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = $"{instrument.Name} {string.Concat(tags.ToArray().Select(t => $" {t.Key}={t.Value} "))}";

        // An observable one tells its total, the others each step.
        totals.AddOrUpdate(series, value, (_, before) => instrument.IsObservable ? value : before + value);
    }
}
