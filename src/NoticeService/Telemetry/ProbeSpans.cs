using System.Diagnostics;
using OpenTelemetry;

namespace NoticeService.Telemetry;

/// <summary>Keeps probes and scrapes out of the traces: they come every few seconds and say nothing.</summary>
internal sealed class ProbeSpans : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem("url.path") is string path
            && (path.StartsWith("/healthz/", StringComparison.Ordinal) || path == MetricsEndpoint.Path))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
