using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

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

    /// <summary>What one signal's own variables say, which the exporter does not read by itself: they go before the common ones.</summary>
    /// <param name="signal">METRICS, TRACES or LOGS.</param>
    /// <exception cref="FormatException">A variable cannot be read; it is named.</exception>
    public static void ApplyOwn(IConfiguration configuration, string signal, OtlpExporterOptions options)
    {
        string? Own(string setting) => configuration[$"OTEL_EXPORTER_OTLP_{signal}_{setting}"] is { Length: > 0 } value ? value : null;
        FormatException Wrong(string setting) => new($"OTEL_EXPORTER_OTLP_{signal}_{setting}: '{Own(setting)}' cannot be used.");
        if (Own("PROTOCOL") is { } protocol)
        {
            options.Protocol = protocol switch
            {
                "grpc" => OtlpExportProtocol.Grpc,
                "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
                _ => throw Wrong("PROTOCOL"),
            };
        }

        if (Own("ENDPOINT") is { } endpoint)
        {
            options.Endpoint = Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) ? uri : throw Wrong("ENDPOINT");
        }

        if (Own("TIMEOUT") is { } timeout)
        {
            options.TimeoutMilliseconds = int.TryParse(timeout, CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds : throw Wrong("TIMEOUT");
        }

        options.Headers = Own("HEADERS") ?? options.Headers;
    }

    /// <summary>For a line of the log; empty when there are none.</summary>
    public override string ToString() =>
        string.Join(", ", new[] { Metrics ? "metrics" : "", Traces ? "traces" : "", Logs ? "logs" : "" }.Where(s => s.Length > 0));

    private static bool Has(IConfiguration configuration, string variable) => !string.IsNullOrWhiteSpace(configuration[variable]);
}
