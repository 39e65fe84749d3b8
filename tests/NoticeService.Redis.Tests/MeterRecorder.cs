using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Redis.Client;
using NoticeService.TestKit.Contracts;

namespace NoticeService.Redis.Tests;

/// <summary>What one set of stores measured: each measurement's name with its tags.</summary>
internal sealed class MeterRecorder : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<string> names = new();

    public MeterRecorder(RedisStoreSet stores)
    {
        // Other tests run beside this one: only the meter of this set of stores.
        var meters = stores.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == RedisMetrics.MeterName && instrument.Meter.Scope == meters)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((i, _, tags, _) => Add(i, tags));
        listener.SetMeasurementEventCallback<long>((i, _, tags, _) => Add(i, tags));
        listener.SetMeasurementEventCallback<int>((i, _, tags, _) => Add(i, tags));
        listener.Start();
    }

    public IReadOnlyCollection<string> Names => names;

    public void Observe() => listener.RecordObservableInstruments();

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        names.Enqueue(string.Join(' ', [instrument.Name, .. tags.ToArray().Select(t => $"{t.Key}={t.Value}").Order(StringComparer.Ordinal)]));
}
