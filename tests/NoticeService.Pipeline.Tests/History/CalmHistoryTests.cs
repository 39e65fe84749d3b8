using System.Globalization;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.History;

namespace NoticeService.Pipeline.Tests.History;

public sealed class CalmHistoryTests : IDisposable
{
    private const int Homes = 40;
    private const string Header = "time_ms,session_id,user_id,client_ip,server,throughput_kbps,encoded_bitrate_kbps,top_bitrate_kbps,buffer_ms,starved_ms,object_bytes";

    private readonly string file = Path.GetTempFileName();
    private readonly HouseholdKey key = new(new byte[16]);
    private readonly NetworkTable network = new(
        [new IspNetworks(new Isp("verizon", "Verizon"), [new OwnedPrefix(Prefix("198.51.0.0/16"), Period.Always)], [])],
        [new NetPath("cogent", "Cogent", PathKind.Transit)],
        [new CdnServer("cache1", "cogent", "nyc")]);

    [Theory]
    [InlineData(Norm.MatureObservations - 1, false)]
    [InlineData(Norm.MatureObservations + 1, true)]
    public void Read_Windows_MakeNormsMature(int windows, bool mature)
    {
        Write(windows);
        var history = Read();
        Assert.Equal(windows * Homes, history.Rows);
        Assert.Equal(0, history.Dropped);
        Assert.Equal(mature, history.Norms[key.Pseudonym("user-3")].Latest.IsMature);
    }

    [Fact]
    public void Read_EnoughWindows_TeachCalm_AndAreLabelled()
    {
        Write(60);
        File.WriteAllText(file + ".label.json", """{"kind":"synthetic","households":40}""");
        var history = Read();
        Assert.Contains("synthetic calm history, 40 households", history.State.CalmOrigin, StringComparison.Ordinal);
        var engine = new VerdictEngine(new VerdictSettings(), history.State);
        Assert.Equal(history.State.CalmOrigin, engine.Feed().CalmOrigin);
        Assert.Contains(engine.Feed().Calm, c => c.Cell == new CellKey("verizon", "cogent", "nyc"));
    }

    [Fact]
    public void Read_Twice_IsTheSame()
    {
        Write(40);
        var first = Read();
        var second = Read();
        Assert.Equal(first.Norms, second.Norms);
        Assert.Equal(first.State.Calm.Select(c => c.ToString()), second.State.Calm.Select(c => c.ToString()));
    }

    [Fact]
    public void Read_RowOutOfOrder_IsDroppedAndCounted()
    {
        Write(3);
        File.AppendAllText(file, "1,s0,user-0,198.51.100.7,cache1,8000,0,0,0,0,0\n");
        Assert.Equal(1, Read().Dropped);
    }

    [Fact]
    public void Read_BadLabel_IsNamed()
    {
        Write(1);
        File.WriteAllText(file + ".label.json", "{}");
        Assert.Contains(".label.json", Assert.Throws<FormatException>(Read).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        File.Delete(file);
        File.Delete(file + ".label.json");
    }

    private static IpPrefix Prefix(string text)
    {
        Assert.True(IpPrefix.TryParse(text, out var prefix, out _));
        return prefix;
    }

    private CalmHistory Read() => CalmHistory.Read(file, network, key, new VerdictSettings(), CancellationToken.None);

    private void Write(int windows)
    {
        using var writer = new StreamWriter(file);
        writer.WriteLine(Header);
        for (var w = 0; w < windows; w++)
        {
            for (var home = 0; home < Homes; home++)
            {
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{1_700_000_000_000L + w * Window.LengthMs + home},s{home},user-{home},198.51.{home}.7,cache1,{8_000 + (home * 7 + w * 13) % 500},4000,8000,20000,0,4000000"));
            }
        }
    }
}
