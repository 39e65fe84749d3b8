using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Lab.Replay;

/// <summary>A time in which a session suffered, and whose doing it was.</summary>
internal readonly record struct SufferingSpell(string SessionId, long FromMs, long ToMs, Culprit Culprit);

/// <summary>
/// Finds the spells in which sessions suffered: below their calm, window after window, by what a verdict needs where one
/// explains it, by half where none does. Who did it is asked a while later, since a verdict takes its time. Memory grows with
/// the sessions that suffer, not with time.
/// </summary>
internal sealed class SpellRecorder(VerdictSettings settings, VerdictRecorder verdicts, Action<SufferingSpell> emit)
{
    /// <summary>Fewer windows than this are noise: any home is slow for ten seconds now and then.</summary>
    private const int LeastWindows = 3;

    /// <summary>Octaves below calm without a verdict: half the throughput. A quarter lost is any home's evening.</summary>
    private const double DeepBelow = -1;

    /// <summary>A spell goes on over a better window or two.</summary>
    private const int GapWindows = 2;

    /// <summary>How long a spell waits for the verdict that explains it: five minutes, what a quarter lost takes.</summary>
    private const int PatienceWindows = 30;

    private readonly Dictionary<string, Spell> running = new(StringComparer.Ordinal);
    private readonly Queue<Spell> ended = new();
    private HashSet<CellKey> healthy = [];

    /// <summary>The feed of the window that the next measurements belong to.</summary>
    public void Turn(Window window, VerdictFeed feed)
    {
        healthy = [.. feed.Cells.Where(c => c.Status == CellStatus.Healthy).Select(c => c.Cell)];
        foreach (var spell in running.Values)
        {
            if (window - spell.Last > GapWindows + 1)
            {
                running.Remove(spell.SessionId);
                End(spell);
            }
        }

        while (ended.TryPeek(out var waiting) && window - waiting.Last > PatienceWindows)
        {
            Tell(ended.Dequeue());
        }
    }

    public void Observe(string sessionId, Window window, in SessionHealth? health)
    {
        if (health is not { } now || !(now.Shortfall <= settings.DegradedOctaves))
        {
            return;
        }

        if (!running.TryGetValue(sessionId, out var spell))
        {
            running.Add(sessionId, spell = new Spell(sessionId, window, now.Cell));
        }

        spell.Last = window;
        spell.Cell = now.Cell;
        spell.Windows++;
        spell.DeepWindows += now.Shortfall <= DeepBelow ? 1 : 0;
        spell.HealthyWindows += healthy.Contains(now.Cell) ? 1 : 0;
    }

    /// <summary>Tells the rest.</summary>
    public void Finish()
    {
        foreach (var spell in running.Values)
        {
            End(spell);
        }

        running.Clear();
        while (ended.TryDequeue(out var spell))
        {
            Tell(spell);
        }
    }

    private void End(Spell spell)
    {
        if (spell.Windows >= LeastWindows)
        {
            ended.Enqueue(spell);
        }
    }

    private void Tell(Spell spell)
    {
        var middle = (spell.First.StartMs + spell.Last.EndMs) / 2;
        var explained = verdicts.Since(spell.First.StartMs).Where(v => v.Covers(spell.Cell, middle)).OrderByDescending(v => v.Drop).FirstOrDefault();
        if (explained is null && spell.DeepWindows < LeastWindows)
        {
            return;
        }

        var culprit = explained?.Opening.Culprit ?? (2 * spell.HealthyWindows > spell.Windows ? Culprit.Home : Culprit.Undetermined);
        emit(new SufferingSpell(spell.SessionId, spell.First.StartMs, spell.Last.EndMs, culprit));
    }

    private sealed class Spell(string sessionId, Window first, CellKey cell)
    {
        public string SessionId { get; } = sessionId;

        public Window First { get; } = first;

        public Window Last { get; set; } = first;

        public CellKey Cell { get; set; } = cell;

        public int Windows { get; set; }

        public int DeepWindows { get; set; }

        public int HealthyWindows { get; set; }
    }
}
