using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Baselines;
using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Replay;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Lab.Replay;

/// <summary>Replays a file, and keeps what was found.</summary>
internal sealed class ReplayRun : IReplayObserver
{
    /// <summary>Mistakes that are told one by one; the rest is counted.</summary>
    private const int ToldMistakes = 20;

    // Pseudonyms of a replay are written nowhere: any key does, and a fixed one makes two replays alike.
    private static readonly HouseholdKey Key = new("notice-service lab replay"u8);

    private readonly VerdictRecorder verdicts = new();
    private readonly SpellRecorder spells;
    private readonly TelemetryReplay replay;
    private readonly BlameIt? baseline;
    private readonly IReplayObserver? also;

    /// <param name="network">Tables.</param>
    /// <param name="settings">The engine's thresholds.</param>
    /// <param name="spell">Hears of every spell in which a session suffered.</param>
    /// <param name="baseline">Is shown the same cells as the engine; null for none.</param>
    /// <param name="also">Hears all that is heard here; null for nobody.</param>
    public ReplayRun(NetworkTable network, VerdictSettings settings, Action<SufferingSpell> spell, BlameIt? baseline = null, IReplayObserver? also = null)
    {
        this.baseline = baseline;
        this.also = also;
        spells = new SpellRecorder(settings, verdicts, spell);
        replay = new TelemetryReplay(network, Key, new VerdictEngine(settings), observer: this);
    }

    /// <summary>What became of the rows.</summary>
    public ReplayCounts Counts => replay.Counts;

    /// <summary>Lines that were no rows.</summary>
    public long BadLines { get; private set; }

    /// <summary>Every verdict that opened, by opening.</summary>
    public IReadOnlyList<RecordedVerdict> Verdicts { get; private set; } = [];

    /// <summary>Reads to the end.</summary>
    /// <param name="reader">The files.</param>
    /// <param name="isStrict">A bad line ends it.</param>
    /// <param name="mistake">Hears of the first bad lines.</param>
    /// <param name="progress">Hears now and then how much was read, 0 to 1.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="FormatException">Strict, and a line is bad; the message has its number.</exception>
    public void Read(TelemetryFiles reader, bool isStrict, Action<string> mistake, Action<double> progress, CancellationToken cancellationToken)
    {
        while (reader.Read(out var line, out var wrong))
        {
            if (reader.Lines % 65_536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress(reader.Progress);
            }

            if (wrong is null)
            {
                Take(line);
                continue;
            }

            if (isStrict)
            {
                throw new FormatException(wrong);
            }

            if (++BadLines <= ToldMistakes)
            {
                mistake(wrong);
            }
        }

        Finish();
        progress(1);
    }

    /// <summary>Takes one row.</summary>
    public void Take(in TelemetryLine line) => replay.Take(line);

    /// <summary>The end. No row may follow.</summary>
    public void Finish()
    {
        replay.Finish();
        spells.Finish();
        baseline?.Finish();
        Verdicts = [.. verdicts.All];
    }

    void IReplayObserver.Gathered(Window window, IReadOnlyList<CellStats> cells)
    {
        baseline?.Observe(window, cells);
        also?.Gathered(window, cells);
    }

    void IReplayObserver.Evaluated(Window window, VerdictFeed feed)
    {
        verdicts.Observe(feed);
        spells.Turn(window, feed);
        also?.Evaluated(window, feed);
    }

    void IReplayObserver.Measured(string sessionId, Window window, SessionHealth? health)
    {
        spells.Observe(sessionId, window, health);
        also?.Measured(sessionId, window, health);
    }
}
