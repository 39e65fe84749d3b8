using System.Diagnostics.Metrics;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>What a histogram of seconds was given.</summary>
internal sealed class DurationRecorder : IDisposable
{
    private readonly MeterListener listener = new();

    public DurationRecorder(IMeterFactory meters, string name)
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == name)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => Seconds.Add(value));
        listener.Start();
    }

    public List<double> Seconds { get; } = [];

    public void Dispose() => listener.Dispose();
}
