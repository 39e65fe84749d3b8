using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using NoticeService.Architecture.Tests.Instruments;
using NoticeService.Telemetry.Prometheus;

namespace NoticeService.Architecture.Tests.Monitoring;

/// <summary>Every name under which this service has series in Prometheus.</summary>
internal static class EmittedNames
{
    private static readonly string[] Borrowed = ["System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>Of the instruments in our code, and of those of .NET that a running server has.</summary>
    public static async Task<IReadOnlySet<string>> AllAsync()
    {
        var names = InstrumentScan.Instruments.SelectMany(i => i.PrometheusNames).ToHashSet(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (Borrowed.Contains(instrument.Meter.Name))
            {
                var type = TypeOf(instrument);
                lock (names)
                {
                    names.UnionWith(PrometheusName.Samples(PrometheusName.Of(instrument.Name, instrument.Unit, type), type));
                }
            }
        };
        listener.Start();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        await app.StartAsync();
        lock (names)
        {
            return names;
        }
    }

    private static FamilyType TypeOf(System.Diagnostics.Metrics.Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        return kind.StartsWith("Histogram", StringComparison.Ordinal) ? FamilyType.Histogram
            : kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) ? FamilyType.Counter
            : FamilyType.Gauge;
    }
}
