using System.Text;
using NoticeService.Pipeline.Recording;
using NoticeService.Protocol.V1;

namespace NoticeService.Tests.Players;

/// <summary>A service that records: what a player sent is in the file, and who and where is not.</summary>
public sealed class RecordingTests : IAsyncLifetime
{
    private const string User = "ann@example.org";

    private readonly string folder = Directory.CreateTempSubdirectory("recording-").FullName;
    private readonly RunningService service = new();

    public async ValueTask InitializeAsync()
    {
        service.Set("Recording:Directory", folder).Set("Recording:LeaveFreeMegabytes", "0");
        await service.InitializeAsync();
    }

    [Fact]
    public async Task Service_ThatStops_HasRecordedWhatWasCounted_AndNobody()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var call = await service.PlayAsync("living-room", User);
        for (var n = 1; n <= 3; n++)
        {
            await call.RequestStream.WriteAsync(new WatchRequest { Sample = RunningService.Good(n, 8_000 + n) });
        }

        // One that is not counted.
        await call.RequestStream.WriteAsync(new WatchRequest { Sample = RunningService.Good(3) });
        await RunningService.FinishAsync(call);

        // Whose ISP is not known testifies nowhere.
        var stranger = await service.PlayAsync("hotel", "bob", "192.0.2.1");
        await stranger.RequestStream.WriteAsync(new WatchRequest { Sample = RunningService.Good(1) });
        await RunningService.FinishAsync(stranger);
        await service.StopAsync();

        var rows = new List<(long TimeMs, string Session, string User, string Address, long Kbps, string Player)>();
        using var files = new TelemetryFiles(Directory.GetFiles(folder));
        while (files.Read(out var line, out var mistake))
        {
            Assert.Null(mistake);
            rows.Add((line.TimeMs, Text(line.SessionId), Text(line.UserId), Text(line.ClientIp), line.ThroughputKbps, Text(line.Player)));
        }

        Assert.Equal([8_001, 8_002, 8_003], rows.Select(r => r.Kbps));
        Assert.All(rows, r =>
        {
            Assert.InRange(r.TimeMs, before - 20, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + 20);
            Assert.Equal(("198.51.100.0", "test 1.0"), (r.Address, r.Player));
            Assert.DoesNotContain("living", r.Session, StringComparison.Ordinal);
            Assert.DoesNotContain("ann", r.User, StringComparison.Ordinal);
        });
        Assert.Single(rows.Select(r => (r.Session, r.User)).Distinct());

        static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
