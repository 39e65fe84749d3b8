using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Telemetry;
using NoticeService.Telemetry.Prometheus;
using NoticeService.TestKit.Repository;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace NoticeService.EndToEnd.Tests.Telemetry;

/// <summary>One instrument of every kind, with values and texts that need care, to the byte.</summary>
public sealed class ExpositionGoldenTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly PrometheusExporter exporter = new();
    private readonly MetricsScraper scraper;
    private readonly MeterProvider provider;

    public ExpositionGoldenTests()
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        scraper = new(exporter, new TelemetryOptions(), TimeProvider.System, NullLogger<MetricsScraper>.Instance);
        provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(r => r.Clear().AddAttributes([new("service.name", "a \"service\""), new("host.arch", "x\\y\nz")]))
            .AddMeter("Golden", "Golden.Other")
            .AddView(new MetricViews(meters, 100).For)
            .AddReader(new BaseExportingMetricReader(exporter))
            .Build();
        Emit(meters.Create("Golden"), meters.Create("Golden.Other", "1.2"));
    }

    [Theory]
    [InlineData("Text", "metrics.txt")]
    [InlineData("OpenMetrics", "metrics.openmetrics.txt")]
    public async Task Scrape_EveryKindOfInstrument_IsTheGoldenText(string format, string golden)
    {
        var page = await scraper.ScrapeAsync(Enum.Parse<ExpositionFormat>(format), default);
        Golden.Check($"tests/NoticeService.EndToEnd.Tests/Telemetry/Golden/{golden}", page!);
    }

    public void Dispose()
    {
        provider.Dispose();
        scraper.Dispose();
        services.Dispose();
    }

    private static void Emit(Meter meter, Meter other)
    {
        var counter = meter.CreateCounter<long>("golden.events", "{event}", "Events with a \\ and a \"quote\"\nand a line.");
        counter.Add(9_007_199_254_740_993, new("reason", "too \"big\"\\\n"), new KeyValuePair<string, object?>("flag", true));
        counter.Add(1, new("a.b", "x"), new KeyValuePair<string, object?>("a-b", "y"));
        other.CreateCounter<double>("golden.events", "{event}", "Not told: the first meter's text stands.").Add(0.5);

        meter.CreateUpDownCounter<int>("golden.active", "{session}", "Live.").Add(-3);
        meter.CreateObservableGauge("golden.limits", () => new Measurement<double>[]
        {
            new(double.NaN, new KeyValuePair<string, object?>("of", "nan")),
            new(double.PositiveInfinity, new KeyValuePair<string, object?>("of", "plus")),
            new(double.NegativeInfinity, new KeyValuePair<string, object?>("of", "minus")),
            new(1e300, new KeyValuePair<string, object?>("of", "large")),
            new(0.1, new KeyValuePair<string, object?>("of", "tenth")),
        });
        meter.CreateObservableGauge("golden.hit", () => 0.25, "1", "A ratio.");

        var size = meter.CreateHistogram<long>("golden.size", "By", "Sizes.");
        size.Record(256);
        size.Record(257);
        size.Record(100_000_000);
        meter.CreateHistogram(
            "golden.wait", "s", "Own bounds win.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] })
            .Record(0.75, new KeyValuePair<string, object?>("kind", "short"));

        // Another type under a name that is taken: left out, or the page would be refused whole.
        other.CreateHistogram<double>("golden.active", description: "Clashes.").Record(1);
    }
}
