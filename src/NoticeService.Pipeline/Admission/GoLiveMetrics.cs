using System.Diagnostics.Metrics;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Admission;

/// <summary>Whether this pod may send. Thread-safe.</summary>
public sealed class GoLiveMetrics
{
    private GoLiveGate? gate;

    public GoLiveMetrics(IMeterFactory meters) => NoticeMeter.Create(meters).CreateObservableGauge(
        "notice.golive.live",
        () => gate?.Current.IsLive ?? false ? 1 : 0,
        "{permission}",
        "1 while the go-live gate is open on this pod; 0 while every cohort is in shadow: decided and recorded, and nothing sent.");

    internal void Observe(GoLiveGate observed) => gate = observed;
}
