using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Samples;
using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Telemetry;
using NoticeService.Pipeline.Tests.Configuration;
using NoticeService.TestKit;

namespace NoticeService.Pipeline.Tests.Recording;

/// <summary>A recording costs nothing but itself: neither a queue that is full nor a disk that is.</summary>
public sealed class TelemetryRecorderTests : IDisposable
{
    private const int Broken = 1461;
    private const int Mended = 1462;
    private const int Deleted = 1463;

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TestFolder folder = new();
    private readonly ManualTimeProvider time = new(1_700_000_000_000);
    private readonly RecordedLog log = new();
    private readonly RecordingOptions options;

    public TelemetryRecorderTests() => options = new RecordingOptions { Directory = folder.At("recording"), LeaveFreeMegabytes = 0, WriteInterval = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task Queue_ThatIsFull_LosesRowsAndCountsThem()
    {
        options.QueueLength = 16;
        using var recorder = Recorder();
        Take(recorder, 20);
        Assert.Equal(4, recorder.Lost);
        await recorder.StopAsync(CancellationToken.None);
        Assert.Equal(16, Rows().Count);
    }

    [Fact]
    public async Task Disk_ThatIsFull_LosesTheBlock_TellsOnce_AndGoesOnWithAFileThatCanBeRead()
    {
        var disk = new FullDisk();
        using var recorder = Recorder(disk.Create);
        await WriteAsync(recorder, 5);
        Assert.Null(recorder.Trouble);

        disk.Room = 7;
        await WriteAsync(recorder, 6);
        await WriteAsync(recorder, 7);
        Assert.Contains("No space left", recorder.Trouble, StringComparison.Ordinal);
        Assert.Equal(13, recorder.Lost);
        Assert.Single(log.Of(Broken));

        disk.Room = null;
        await WriteAsync(recorder, 8);
        Assert.Null(recorder.Trouble);
        Assert.Contains("13 rows", Assert.Single(log.Of(Mended)), StringComparison.Ordinal);
        await recorder.StopAsync(CancellationToken.None);
        Assert.Equal(13, Rows().Count);
    }

    [Fact]
    public async Task Folder_ThatCannotBeMade_IsToldAndTriedAgain()
    {
        File.WriteAllText(options.Directory, "in the way");
        using var recorder = Recorder();
        await WriteAsync(recorder, 3);
        Assert.Equal(3, recorder.Lost);
        Assert.NotNull(recorder.Trouble);

        File.Delete(options.Directory);
        await WriteAsync(recorder, 4);
        Assert.Null(recorder.Trouble);
        Assert.Equal(4, Rows().Count);
    }

    [Fact]
    public async Task Disk_WithLessRoomThanIsToBeLeft_IsNotWritten()
    {
        options.LeaveFreeMegabytes = 100_000_000;
        using var recorder = Recorder();
        await WriteAsync(recorder, 3);
        Assert.Equal(3, recorder.Lost);
        Assert.Contains("Recording:LeaveFreeMegabytes", recorder.Trouble, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(options.Directory));
    }

    [Fact]
    public async Task Parts_AreClosedWhenFull_AndTheOldestGoes()
    {
        options.PartMegabytes = 1;
        options.MaxMegabytes = 2;
        using var recorder = Recorder();
        var random = new Random(1);
        for (var i = 0; i < 30; i++)
        {
            // Ids that cannot be packed.
            var session = Begin(recorder, Convert.ToHexString(BitConverter.GetBytes(random.NextInt64())));
            for (var n = 0; n < 6_000; n++)
            {
                recorder.Take(session, Sample with { ThroughputKbps = random.Next(), ObjectBytes = random.Next(), BufferMs = random.Next() }, time.NowMs + n);
            }

            time.Advance(10_000);
            await recorder.RoundAsync(CancellationToken.None);
        }

        await recorder.StopAsync(CancellationToken.None);
        var parts = Directory.GetFiles(options.Directory);
        Assert.InRange(parts.Sum(p => new FileInfo(p).Length), 1 << 20, 4 << 20);
        Assert.NotEmpty(log.Of(Deleted));
        Assert.Equal(0, recorder.Lost);

        // What is left is the newest, whole.
        Assert.Equal(time.NowMs - 10_000 + 5_999, Rows().Max());
        Assert.True(Rows().SequenceEqual(Rows().Order()));
    }

    [Fact]
    public async Task Part_OfAServiceThatWasKilled_CanBeRead()
    {
        using var recorder = Recorder();
        await WriteAsync(recorder, 9);
        Assert.Equal(9, Rows().Count);
    }

    [Fact]
    public async Task Recorder_WithoutAFolder_RecordsNothing()
    {
        options.Directory = "";
        using var recorder = Recorder();
        Assert.False(recorder.IsOn);
        Assert.Null(recorder.Begin(Identity("s"), new HouseholdId(1, 1)));
        await recorder.StartAsync(CancellationToken.None);
        await recorder.StopAsync(CancellationToken.None);
    }

    // A batch of twenty in the last ms of a window: as many rows of different times, in that window.
    [Theory]
    [InlineData(0, 20)]
    [InlineData(9_999, 20)]
    [InlineData(9_985, 3)]
    [InlineData(5_000, 1)]
    public void Stamp_OfABatch_StaysInItsWindow_AndRises(long intoWindow, int count)
    {
        var session = new RecordedSession("s", "u", "10.0.0.0", "p");
        var window = new Window(1_000);
        session.Stamp(window.StartMs - 1, 20);
        var stamps = Enumerable.Range(0, count).Select(_ => session.Stamp(window.StartMs + intoWindow, 20)).ToList();
        Assert.All(stamps, s => Assert.Equal(window, Window.At(s)));
        Assert.Equal(stamps.Distinct().Order(), stamps);
        Assert.InRange(stamps[0], window.StartMs + intoWindow - 20, window.StartMs + intoWindow);
    }

    public void Dispose()
    {
        log.Dispose();
        services.Dispose();
        folder.Dispose();
    }

    private static Sample Sample => new(5_000, 4_000, 4_000, 20_000, 0, 900_000, AppLimited.NotSaid, "cache-1", 1);

    private static SessionIdentity Identity(string id) => new(id, "tv 7", "en", true, "verizon", 1, SessionKind.Watch) { RecordedAddress = "10.0.0.0" };

    private static RecordedSession Begin(TelemetryRecorder recorder, string id) => recorder.Begin(Identity(id), new HouseholdId(1, 1))!;

    private TelemetryRecorder Recorder(Func<string, Stream>? create = null)
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        return new TelemetryRecorder(
            options, new SessionOptions(), new HouseholdKey("sixteen bytes or more"u8), new RecordingMetrics(meters), new LoopGuard(meters, NullLogger<LoopGuard>.Instance), log.For<TelemetryRecorder>(), time, new RecordingParts(options, time, create));
    }

    private void Take(TelemetryRecorder recorder, int count)
    {
        var session = Begin(recorder, "s");
        for (var i = 0; i < count; i++)
        {
            recorder.Take(session, Sample, time.NowMs);
        }
    }

    private async Task WriteAsync(TelemetryRecorder recorder, int count)
    {
        time.Advance(10_000);
        Take(recorder, count);
        await recorder.RoundAsync(CancellationToken.None);
    }

    private List<long> Rows()
    {
        var times = new List<long>();
        using var files = new TelemetryFiles(Directory.GetFiles(options.Directory));
        while (files.Read(out var line, out var mistake))
        {
            Assert.Null(mistake);
            times.Add(line.TimeMs);
        }

        return times;
    }

    /// <summary>Takes what fits, and then no more, as a full disk does.</summary>
    private sealed class FullDisk
    {
        public int? Room { get; set; }

        public Stream Create(string path) => new Full(this, path);

        private sealed class Full(FullDisk disk, string path) : FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0)
        {
            public override void Write(ReadOnlySpan<byte> buffer)
            {
                if (disk.Room is not { } room || room >= buffer.Length)
                {
                    base.Write(buffer);
                    return;
                }

                base.Write(buffer[..room]);
                throw new IOException("No space left on device");
            }
        }
    }
}
