using NoticeService.Telemetry.Prometheus;

namespace NoticeService.EndToEnd.Tests.Telemetry;

public sealed class ExpositionFormatTests
{
    [Theory]
    [InlineData(null, "Text")]
    [InlineData("*/*", "Text")]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", "Text")]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "OpenMetrics")]
    [InlineData("application/openmetrics-text", "OpenMetrics")]
    [InlineData("application/openmetrics-text;q=0.5,text/plain", "Text")]
    [InlineData("application/openmetrics-text;q=0", "Text")]
    [InlineData("application/openmetrics-text;version=2.0.0", "Text")]
    [InlineData(";;;", "Text")]
    public void Choose_AcceptHeader_GivesTheFormatAskedFor(string? accept, string format) =>
        Assert.Equal(Enum.Parse<ExpositionFormat>(format), ExpositionFormats.Choose(accept is null ? [] : [accept]));
}
