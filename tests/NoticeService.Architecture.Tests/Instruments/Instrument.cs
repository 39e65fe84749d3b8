using NoticeService.Telemetry.Prometheus;

namespace NoticeService.Architecture.Tests.Instruments;

/// <summary>An instrument that the product's code creates.</summary>
/// <param name="Where">The method that creates it.</param>
internal sealed record Instrument(string Name, InstrumentKind Kind, string Unit, string Description, string Where)
{
    public FamilyType Type => Kind switch
    {
        InstrumentKind.Counter => FamilyType.Counter,
        InstrumentKind.Histogram => FamilyType.Histogram,
        _ => FamilyType.Gauge,
    };

    /// <summary>What Prometheus stores for it.</summary>
    public IReadOnlyList<string> PrometheusNames => PrometheusName.Samples(PrometheusName.Of(Name, Unit, Type), Type);
}
