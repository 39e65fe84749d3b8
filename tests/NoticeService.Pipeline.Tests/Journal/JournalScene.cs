using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.TestKit;
using NoticeService.TestKit.Contracts;

namespace NoticeService.Pipeline.Tests.Journal;

/// <summary>Journals in a folder of their own, on a hand-cranked clock.</summary>
public abstract class JournalScene : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-journal-");
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private protected ManualTimeProvider Clock { get; } = new(1_401_998_400_000);

    private protected JournalOptions Options { get; }

    private protected JournalScene() => Options = new JournalOptions { JournalDirectory = Path.Combine(folder.FullName, "journal") };

    private protected IMeterFactory Meters => services.GetRequiredService<IMeterFactory>();

    private protected JournalFolder Folder => new(Options.JournalDirectory);

    private protected RecordedLog Log { get; } = new();

    private protected async Task<NoticeJournal> OpenAsync(Func<string, IJournalFile>? create = null)
    {
        var journal = new NoticeJournal(Options, new JournalMetrics(Meters), Log.For<NoticeJournal>(), Clock, create ?? (path => new JournalFile(path, FileMode.CreateNew)));
        await journal.StartAsync(CancellationToken.None);
        return journal;
    }

    private protected static async Task CloseAsync(NoticeJournal journal)
    {
        await journal.StopAsync(CancellationToken.None);
        journal.Dispose();
    }

    private protected static JournalEntry Entry(ulong household, NoticeState state = NoticeState.Reserved) =>
        new(Notices.Record(household) with { State = state }, 7, 11);

    private protected string[] Ids() => [.. Folder.Read(default).Select(e => e.Record.NoticeId)];

    public void Dispose()
    {
        services.Dispose();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
