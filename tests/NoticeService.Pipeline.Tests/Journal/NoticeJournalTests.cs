using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;

namespace NoticeService.Pipeline.Tests.Journal;

public sealed class NoticeJournalTests : JournalScene
{
    [Fact]
    public async Task Append_ThenRestart_GivesEveryEntryInOrder()
    {
        var journal = await OpenAsync();
        foreach (var state in Enum.GetValues<NoticeState>())
        {
            Assert.True(await journal.AppendAsync(Entry(1, state), default));
        }

        var id = journal.Id;
        await CloseAsync(journal);
        journal = await OpenAsync();
        Assert.Equal(Enum.GetValues<NoticeState>().Select(s => Entry(1, s)), Folder.Read(default));
        Assert.Equal(id, journal.Id);
        Assert.True(await journal.AppendAsync(Entry(2), default));
        Assert.Equal("n2", Folder.Read(journal.Begun).Single().Record.NoticeId);
        await CloseAsync(journal);
    }

    [Fact]
    public async Task Append_ManyWhileTheDiskIsBusy_ShareOneFlush()
    {
        var disk = new BrokenDisk();
        var journal = await OpenAsync(disk.Create);
        disk.Quick.Reset();
        var first = journal.AppendAsync(Entry(0), default);
        var others = Enumerable.Range(1, 1_000).Select(i => journal.AppendAsync(Entry((ulong)i), default)).ToArray();
        var before = disk.Flushes;
        disk.Quick.Set();
        Assert.True(await first);
        Assert.All(await Task.WhenAll(others), Assert.True);
        Assert.InRange(disk.Flushes - before, 1, 3);
        Assert.Equal(1_001, Ids().Distinct().Count());
        await CloseAsync(journal);
    }

    [Fact]
    public async Task Append_IsNotDone_BeforeTheFlush()
    {
        var disk = new BrokenDisk();
        var journal = await OpenAsync(disk.Create);
        disk.Quick.Reset();
        var before = journal.Durable;
        var append = journal.AppendAsync(Entry(1), default);
        Assert.False(append.IsCompleted);
        Assert.Equal(before, journal.Durable);
        disk.Quick.Set();
        Assert.True(await append);
        Assert.True(journal.Durable.CompareTo(before) > 0);
        await CloseAsync(journal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(200)]
    public async Task Open_TornTail_IsCutOffToldAndTheRestIsThere(int cut)
    {
        var journal = await OpenAsync();
        Assert.True(await journal.AppendAsync(Entry(1), default));
        var sound = journal.Durable.Offset;
        Assert.True(await journal.AppendAsync(Entry(2), default));
        await CloseAsync(journal);
        var segment = Folder.Segments()[^1].Path;
        Truncate(segment, new FileInfo(segment).Length - cut);

        journal = await OpenAsync();
        Assert.True(journal.IsHealthy);
        Assert.Equal(sound, new FileInfo(segment).Length);
        Assert.Equal(["n1"], Ids());
        Assert.Single(Log.Of(1402));
        Assert.True(await journal.AppendAsync(Entry(3), default));
        await CloseAsync(journal);
        Assert.Equal(["n1", "n3"], Ids());
    }

    [Fact]
    public async Task Open_DamageInTheMiddle_LosesThatEntryOnlyAndChangesNothing()
    {
        var journal = await OpenAsync();
        var second = default(JournalPosition);
        for (ulong i = 1; i <= 3; i++)
        {
            Assert.True(await journal.AppendAsync(Entry(i), default));
            second = i == 1 ? journal.Durable : second;
        }

        await CloseAsync(journal);
        var segment = Folder.Segments()[^1].Path;
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[second.Offset + 40] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes);

        journal = await OpenAsync();
        await CloseAsync(journal);
        Assert.Single(Log.Of(1403));
        Assert.Empty(Log.Of(1402));
        Assert.Equal(["n1", "n3"], Ids());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(segment));
        var told = 0;
        Assert.Equal(2, Folder.Read(default, damaged: _ => told++).Count());
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Append_OnAFullDisk_FailsUntilThereIsRoom_AndIsToldOnce()
    {
        var disk = new BrokenDisk();
        var journal = await OpenAsync(disk.Create);
        Assert.True(await journal.AppendAsync(Entry(1), default));
        disk.Room = 100;
        Assert.False(await journal.AppendAsync(Entry(2), default));
        Assert.False(journal.IsHealthy);
        Assert.Contains("No space left", journal.Detail, StringComparison.Ordinal);
        Assert.False(await journal.AppendAsync(Entry(3), default));
        disk.Room = null;
        await RecoveredAsync(journal);
        Assert.True(await journal.AppendAsync(Entry(4), default));
        await CloseAsync(journal);
        Assert.Equal(["n1", "n4"], Ids());
        Assert.Single(Log.Of(1401));
    }

    [Fact]
    public async Task Append_ThatCannotBeFlushed_IsNotConfirmed_AndGoesToAnotherSegment()
    {
        var disk = new BrokenDisk();
        var journal = await OpenAsync(disk.Create);
        disk.CannotFlush = true;
        Assert.False(await journal.AppendAsync(Entry(1), default));
        disk.CannotFlush = false;
        await RecoveredAsync(journal);
        Assert.True(await journal.AppendAsync(Entry(2), default));
        Assert.True(journal.Durable.Segment > 1);
        await CloseAsync(journal);
        Assert.Contains("n2", Ids());
    }

    [Fact]
    public async Task Open_WhereAnotherServiceIs_IsUnhealthyUntilThatIsGone()
    {
        var first = await OpenAsync();
        var second = await OpenAsync();
        Assert.True(first.IsHealthy);
        Assert.False(second.IsHealthy);
        Assert.False(await second.AppendAsync(Entry(1), default));
        await CloseAsync(first);
        await RecoveredAsync(second);
        Assert.True(await second.AppendAsync(Entry(1), default));
        await CloseAsync(second);
    }

    [Fact]
    public async Task Append_PastTheSizeOrTheDay_BeginsAnotherSegment_AndOldOnesGo()
    {
        Options.SegmentBytes = 4 * 1024;
        Options.JournalRetentionDays = 2;
        var journal = await OpenAsync();
        for (ulong i = 0; i < 20; i++)
        {
            Assert.True(await journal.AppendAsync(Entry(i), default));
        }

        Assert.InRange(Folder.Segments().Count, 2, 5);
        Assert.All(Folder.Segments(), s => Assert.InRange(new FileInfo(s.Path).Length, 8, 5 * 1024));
        Assert.Equal(20, Ids().Length);

        Clock.Advance((long)TimeSpan.FromDays(2).TotalMilliseconds);
        Assert.True(await journal.AppendAsync(Entry(20), default));
        Assert.Equal(21, Ids().Length);
        Assert.Equal("n20", Folder.Read(Folder.Since(new DateOnly(2014, 6, 7))).Single().Record.NoticeId);

        Clock.Advance((long)TimeSpan.FromDays(1).TotalMilliseconds);
        Assert.True(await journal.AppendAsync(Entry(21), default));
        Assert.Equal(["n20", "n21"], Ids());
        await CloseAsync(journal);
    }

    [Fact]
    public async Task Read_BetweenPositions_GivesWhatWasWrittenBetween()
    {
        var journal = await OpenAsync();
        Assert.True(await journal.AppendAsync(Entry(1), default));
        var from = journal.Durable;
        Assert.True(await journal.AppendAsync(Entry(2), default));
        var to = journal.Durable;
        Assert.True(await journal.AppendAsync(Entry(3), default));
        Assert.Equal(["n2"], Folder.Read(from, to).Select(e => e.Record.NoticeId));
        Assert.Equal(to, JournalPosition.Parse(to.ToString()));
        Assert.Equal(default, JournalPosition.Parse("nonsense"));
        await CloseAsync(journal);
    }

    private static async Task RecoveredAsync(NoticeJournal journal)
    {
        // It tries again each second, on a timer of its own.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!journal.IsHealthy)
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private static void Truncate(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(length);
    }
}
