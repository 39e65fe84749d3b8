using System.Diagnostics;
using System.Diagnostics.Metrics;
using Polly.CircuitBreaker;

namespace NoticeService.Redis.Client;

/// <summary>Meter <c>NoticeService.Redis</c>. Thread-safe.</summary>
internal sealed class RedisMetrics
{
    public const string MeterName = "NoticeService.Redis";

    // Boundaries of the OpenTelemetry database conventions, seconds.
    private static readonly double[] DurationBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

    private readonly Histogram<double> duration;
    private readonly Counter<long> reconnects;
    private readonly Counter<long> rejected;

    public RedisMetrics(IMeterFactory meters, InFlight inFlight, CircuitBreakerStateProvider breaker)
    {
        var meter = meters.Create(MeterName);
        duration = meter.CreateHistogram(
            "db.client.operation.duration",
            "s",
            "Duration of one try of one call.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBoundaries });
        reconnects = meter.CreateCounter<long>("notice.redis.reconnects", "{reconnect}", "Connections made anew after one was lost.");
        rejected = meter.CreateCounter<long>("notice.redis.rejected", "{call}", "Calls refused because too many were in flight.");
        meter.CreateObservableGauge("notice.redis.in_flight", () => inFlight.Count, "{call}", "Calls that the server has not answered.");
        meter.CreateObservableGauge(
            "notice.redis.breaker.state",
            () => (int)breaker.CircuitState,
            "{state}",
            "0 closed, 1 open, 2 half open, 3 isolated.");
    }

    public void CallEnded(in RedisCall call, TimeSpan elapsed, Exception? fault)
    {
        if (!duration.Enabled)
        {
            return;
        }

        var tags = new TagList
        {
            { "db.system.name", "redis" },
            { "db.operation.name", call.Operation },
        };
        if (call.Script is not null)
        {
            tags.Add("db.stored_procedure.name", call.Script);
        }

        if (fault is not null)
        {
            tags.Add("error.type", RedisFaults.TypeOf(fault));
        }

        duration.Record(elapsed.TotalSeconds, tags);
    }

    public void Reconnected() => reconnects.Add(1);

    public void Rejected() => rejected.Add(1);
}
