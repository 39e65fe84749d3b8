using Microsoft.Extensions.Configuration;

namespace NoticeService.Telemetry;

/// <summary>What is exported over OTLP, as the standard variables say: a signal that has an endpoint and was not told <c>none</c>.</summary>
internal sealed record OtlpSignals(bool Disabled, bool Metrics, bool Traces, bool Logs)
{
    public static OtlpSignals From(IConfiguration configuration)
    {
        var disabled = string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);
        bool Exported(string signal) => !disabled
            && configuration[$"OTEL_{signal}_EXPORTER"] is null or "" or "otlp"
            && (Has(configuration, "OTEL_EXPORTER_OTLP_ENDPOINT") || Has(configuration, $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));
        return new(disabled, Exported("METRICS"), Exported("TRACES"), Exported("LOGS"));
    }

    /// <summary>For a line of the log; empty when there are none.</summary>
    public override string ToString() =>
        string.Join(", ", new[] { Metrics ? "metrics" : "", Traces ? "traces" : "", Logs ? "logs" : "" }.Where(s => s.Length > 0));

    private static bool Has(IConfiguration configuration, string variable) => !string.IsNullOrWhiteSpace(configuration[variable]);
}
