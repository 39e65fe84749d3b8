using System.Diagnostics.Metrics;

namespace NoticeService.Pipeline.Telemetry;

/// <summary>The meter of the stages.</summary>
public static class NoticeMeter
{
    public const string Name = "NoticeService";

    /// <summary>The meter, made by the host's factory so that tests can tell hosts apart.</summary>
    public static Meter Create(IMeterFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.Create(Name);
    }
}
