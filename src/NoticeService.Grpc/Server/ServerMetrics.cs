using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The duration of calls, by method and outcome, named as OpenTelemetry names it.</summary>
internal sealed class ServerMetrics
{
    public const string MeterName = "NoticeService.Grpc";
    public const string OtherMethod = "_OTHER";
    public const string SystemTag = "rpc.system.name";
    public const string MethodTag = "rpc.method";
    public const string StatusTag = "rpc.response.status_code";

    private readonly Histogram<double> _duration;
    private readonly TimeProvider _time;

    public ServerMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _duration = meters.Create(MeterName).CreateHistogram(
            "rpc.server.call.duration",
            unit: "s",
            description: "Duration of gRPC calls served.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
            });
    }

    /// <summary>The start of a call, to be given back; 0 if nobody listens.</summary>
    public long CallStarted() => _duration.Enabled ? _time.GetTimestamp() : 0;

    /// <param name="started">What <see cref="CallStarted"/> returned.</param>
    /// <param name="method">The service and the method, without a leading slash, or <see cref="OtherMethod"/>.</param>
    /// <param name="status">How the call ended.</param>
    public void CallEnded(long started, string method, StatusCode status)
    {
        if (started != 0 && _duration.Enabled)
        {
            _duration.Record(
                _time.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>(SystemTag, "grpc"),
                new KeyValuePair<string, object?>(MethodTag, method),
                new KeyValuePair<string, object?>(StatusTag, StatusNames.Of(status)));
        }

        // The host makes an activity per request if somebody traces; it only lacks the names of gRPC.
        if (Activity.Current is { IsAllDataRequested: true } activity)
        {
            activity.DisplayName = method;
            activity.SetTag(SystemTag, "grpc");
            activity.SetTag(MethodTag, method);
            activity.SetTag(StatusTag, StatusNames.Of(status));
        }
    }
}
