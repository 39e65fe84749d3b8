using NoticeService.Domain.Samples;
using NoticeService.Pipeline.Recording;

namespace NoticeService.Pipeline.Tests.Recording;

public sealed class TelemetryCsvTests
{
    private const string Short = "time_ms,session_id,user_id,client_ip,server,throughput_kbps,encoded_bitrate_kbps,top_bitrate_kbps,buffer_ms,starved_ms,object_bytes";
    private const string Full = Short + ",app_limited,player";

    [Fact]
    public void Read_FullRow_HasEveryField()
    {
        var row = Assert.Single(Read($"{Full}\n1000,s,u,198.51.100.7,cache1,5000,4000,8000,20000,10,900000,true,tv 7.2\n"));
        Assert.Equal(new TelemetryRow(1000, "s", "u", "198.51.100.7", "tv 7.2", new Sample(5000, 4000, 8000, 20000, 10, 900000, AppLimited.Yes, "cache1", 1000)), row);
    }

    [Fact]
    public void Read_WithoutAppLimitedAndPlayer_SaysNothingOfThem()
    {
        var row = Assert.Single(Read($"{Short}\n1000,s,u,198.51.100.7,cache1,5000,0,0,0,0,0\n"));
        Assert.Equal((AppLimited.NotSaid, ""), (row.Sample.AppLimited, row.Player));
    }

    [Theory]
    [InlineData("", "line 1: the header")]
    [InlineData("time_ms,session\n", "line 1: the header")]
    [InlineData(Full + ",more\n", "line 1: the header")]
    [InlineData(Short + "\n1,s,u,i,c,5,0,0,0,0\n", "line 2: 10 fields")]
    [InlineData(Short + "\n1,s,u,i,c,5,0,0,0,0,0,1\n", "line 2: 12 fields")]
    [InlineData(Short + "\n1,s,u,i,c,5,0,0,0,0,0\n1,s,u,i,c,fast,0,0,0,0,0\n", "line 3: throughput_kbps is 'fast'")]
    [InlineData(Full + "\n1,s,u,i,c,5,0,0,0,0,0,maybe,p\n", "line 2: app_limited is 'maybe'")]
    public void Read_Mistake_IsToldWithItsLine(string text, string words) =>
        Assert.StartsWith(words, Assert.Throws<FormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    private static List<TelemetryRow> Read(string text) => [.. TelemetryCsv.Read(new StringReader(text))];
}
