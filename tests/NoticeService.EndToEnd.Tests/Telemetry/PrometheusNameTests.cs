using NoticeService.Telemetry.Prometheus;

namespace NoticeService.EndToEnd.Tests.Telemetry;

public sealed class PrometheusNameTests
{
    [Theory]
    [InlineData("notice.samples.accepted", "{sample}", "Counter", "notice_samples_accepted")]
    [InlineData("requests.total", null, "Counter", "requests")]
    [InlineData("requests_total", "s", "Counter", "requests_seconds")]
    [InlineData("requests.total", null, "Gauge", "requests_total")]
    [InlineData("notice.window.flush.duration", "s", "Histogram", "notice_window_flush_duration_seconds")]
    [InlineData("notice.window.blob.size", "By", "Histogram", "notice_window_blob_size_bytes")]
    [InlineData("wait.seconds", "s", "Histogram", "wait_seconds")]
    [InlineData("milliseconds", "ms", "Gauge", "milliseconds")]
    [InlineData("link.speed", "By/s", "Gauge", "link_speed_bytes_per_second")]
    [InlineData("rate", "{packet}/s", "Gauge", "rate_per_second")]
    [InlineData("hit", "1", "Gauge", "hit_ratio")]
    [InlineData("hit", "1", "Counter", "hit")]
    [InlineData("fill", "%", "Gauge", "fill_percent")]
    [InlineData("odd", "kg*m", "Gauge", "odd_kg_m")]
    [InlineData("0day", null, "Gauge", "_0day")]
    [InlineData("a..b--c_", null, "Gauge", "a_b_c")]
    [InlineData("a:b", null, "Gauge", "a:b")]
    [InlineData("größe", null, "Gauge", "gr_e")]
    public void Of_Instrument_IsNamedAsTheSpecificationSays(string instrument, string? unit, string type, string family) =>
        Assert.Equal(family, PrometheusName.Of(instrument, unit, Enum.Parse<FamilyType>(type)));

    [Theory]
    [InlineData("Counter", "x_total")]
    [InlineData("Gauge", "x")]
    [InlineData("Histogram", "x_bucket,x_sum,x_count")]
    public void Samples_OfAFamily_AreWhatIsStored(string type, string samples) =>
        Assert.Equal(samples.Split(','), PrometheusName.Samples("x", Enum.Parse<FamilyType>(type)));

    [Theory]
    [InlineData("rpc.method", "rpc_method")]
    [InlineData("a:b", "a_b")]
    [InlineData("1st", "_1st")]
    [InlineData("", "_")]
    public void Label_OfATag_IsValid(string tag, string label) => Assert.Equal(label, PrometheusName.Label(tag));
}
