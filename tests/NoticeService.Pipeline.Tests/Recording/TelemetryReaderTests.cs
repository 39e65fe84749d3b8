using System.IO.Compression;
using System.Text;
using NoticeService.Domain.Samples;
using NoticeService.Pipeline.Recording;

namespace NoticeService.Pipeline.Tests.Recording;

public sealed class TelemetryReaderTests
{
    private const string Short = "time_ms,session_id,user_id,client_ip,server,throughput_kbps,encoded_bitrate_kbps,top_bitrate_kbps,buffer_ms,starved_ms,object_bytes";
    private const string Full = Short + ",app_limited,player";

    [Fact]
    public void Read_FullRow_HasEveryField()
    {
        using var reader = Reader($"{Full}\n1000,s,u,198.51.100.7,cache1,5000,4000,8000,20000,10,900000,true,tv 7.2\n");
        Assert.True(reader.Read(out var line, out var mistake));
        Assert.Null(mistake);
        Assert.Equal(new Sample(5000, 4000, 8000, 20000, 10, 900000, AppLimited.Yes, "x", 1000), line.ToSample("x"));
        Assert.Equal(("s", "u", "198.51.100.7", "cache1", "tv 7.2"), (Text(line.SessionId), Text(line.UserId), Text(line.ClientIp), Text(line.Server), Text(line.Player)));
        Assert.False(reader.Read(out _, out _));
    }

    [Theory]
    [InlineData(Short + "\n1000,s,u,i,cache1,5000,0,0,0,0,0", AppLimited.NotSaid)]
    [InlineData(Full + "\r\n1000,s,u,i,cache1,5000,,,,,,False,p\r\n", AppLimited.No)]
    [InlineData(Full + "\n\n1000,\"s\",\"u\",i,\"cache1\",5000.0,0,0,0,0,0,,\"tv, 7\"\n", AppLimited.NotSaid)]
    [InlineData("\uFEFF" + Full + "\n1000,s,u,i,cache1,4999.7,0,0,0,0,0,true,\n", AppLimited.Yes)]
    public void Read_OtherSpellings_AreUnderstood(string text, AppLimited limited)
    {
        using var reader = Reader(text);
        Assert.True(reader.Read(out var line, out var mistake));
        Assert.Null(mistake);
        Assert.Equal(new Sample(5000, 0, 0, 0, 0, 0, limited, "x", 1000), line.ToSample("x"));
        Assert.Equal(("s", "cache1"), (Text(line.SessionId), Text(line.Server)));
    }

    [Fact]
    public void Read_Gzip_IsUnpacked()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Short + "\n1000,s,u,i,c,5000,0,0,0,0,0\n"));
        }

        using var reader = new TelemetryReader(new MemoryStream(packed.ToArray()));
        Assert.True(reader.Read(out var line, out _));
        Assert.Equal(5000, line.ThroughputKbps);
    }

    [Theory]
    [InlineData(Short + "\n1,s,u,i,c,5,0,0,0,0\n", "line 2: 10 fields")]
    [InlineData(Short + "\n1,s,u,i,c,5,0,0,0,0,0,1\n", "line 2: 12 fields")]
    [InlineData(Short + "\n\n1,s,u,i,c,fast,0,0,0,0,0\n", "line 3: throughput_kbps is 'fast'")]
    [InlineData(Short + "\n1,s,u,i,c,,0,0,0,0,0\n", "line 2: throughput_kbps is ''")]
    [InlineData(Short + "\n1,,u,i,c,5,0,0,0,0,0\n", "line 2: session_id is empty")]
    [InlineData(Short + "\n1,s,,i,c,5,0,0,0,0,0\n", "line 2: user_id is empty")]
    [InlineData(Full + "\n1,s,u,i,c,5,0,0,0,0,0,maybe,p\n", "line 2: app_limited is 'maybe'")]
    public void Read_Mistake_IsToldWithItsLine_AndTheNextLineIsRead(string text, string words)
    {
        using var reader = Reader(text + (text.StartsWith(Full, StringComparison.Ordinal) ? "2,s,u,i,c,7,0,0,0,0,0,,p\n" : "2,s,u,i,c,7,0,0,0,0,0\n"));
        Assert.True(reader.Read(out _, out var mistake));
        Assert.StartsWith(words, mistake, StringComparison.Ordinal);
        Assert.True(reader.Read(out var next, out mistake));
        Assert.Null(mistake);
        Assert.Equal(7, next.ThroughputKbps);
    }

    [Theory]
    [InlineData("")]
    [InlineData("time_ms,session\n")]
    [InlineData(Full + ",more\n")]
    public void Open_WithoutTheHeader_SaysWhatItMustBe(string text) =>
        Assert.StartsWith("line 1: the header must be", Assert.Throws<FormatException>(() => Reader(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_LineWithoutEnd_IsRefused_AndTheNextIsRead()
    {
        // Longer than the reader's buffer: a binary file must not fill memory.
        using var reader = Reader($"{Short}\n{new string('x', 3 << 20)}\n2,s,u,i,c,7,0,0,0,0,0\n");
        Assert.True(reader.Read(out _, out var mistake));
        Assert.StartsWith("line 2: longer than", mistake, StringComparison.Ordinal);
        Assert.True(reader.Read(out var next, out mistake));
        Assert.Null(mistake);
        Assert.Equal((7, 3), (next.ThroughputKbps, reader.Line));
    }

    [Fact]
    public void Read_BrokenGzip_SaysSo()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Short + "\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i},s{i * 7919},u,i,c,5000,0,0,0,0,0\n"))));
        }

        var bytes = packed.ToArray();
        Array.Fill(bytes, (byte)0xFF, bytes.Length / 2, 1000);
        using var reader = new TelemetryReader(new MemoryStream(bytes));
        var wrong = Assert.Throws<FormatException>(() =>
        {
            while (reader.Read(out _, out _))
            {
            }
        });
        Assert.Contains("gzip", wrong.Message, StringComparison.Ordinal);
    }

    private static TelemetryReader Reader(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
