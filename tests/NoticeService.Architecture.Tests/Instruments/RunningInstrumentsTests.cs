using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Hosting;

namespace NoticeService.Architecture.Tests.Instruments;

/// <summary>The scan of the code against the whole service as it runs: neither knows an instrument that the other does not.</summary>
public sealed class RunningInstrumentsTests
{
    [Fact]
    public async Task Service_Started_HasEveryInstrumentOfTheCode()
    {
        var folder = Directory.CreateTempSubdirectory("notice-instruments-");
        try
        {
            await using var app = Service.Build(new Dictionary<string, string?>
            {
                ["NoticeService:Console"] = "127.0.0.1:0",
                ["NoticeService:Grpc"] = "127.0.0.1:0",
                ["Embedded:DataDirectory"] = Path.Combine(folder.FullName, "data"),
                ["Logging:LogLevel:Default"] = "Error",
            });
            var own = app.Services.GetRequiredService<IMeterFactory>();
            var seen = new HashSet<(string, string)>();
            using var listener = new MeterListener();
            listener.InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, own) && instrument.Meter.Name.StartsWith("NoticeService", StringComparison.Ordinal))
                {
                    lock (seen)
                    {
                        seen.Add((instrument.Name, instrument.Unit ?? ""));
                    }
                }
            };
            listener.Start();
            await app.StartAsync();
            await app.StopAsync();

            Assert.Equal(
                InstrumentScan.Instruments.Select(i => (i.Name, i.Unit)).Order(),
                seen.Order());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
