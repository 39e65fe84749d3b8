using System.Globalization;
using NoticeService.Lab.Fleet;
using NoticeService.Lab.Simulation;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NoticeService.Lab.Demo;

/// <summary>The demo on a terminal: ISPs by state, open verdicts, the story so far and a sample of notices, redrawn in place.</summary>
internal sealed class LiveDemoDisplay : IDemoDisplay
{
    private const int MostEvents = 12;
    private const int MostStoryLines = 10;
    private const int MostNotices = 3;

    // Of an event's line: five for the seconds, then " s  ".
    private const int TimeColumns = 9;

    // A panel's frame and padding.
    private const int PanelColumns = 4;

    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private readonly Queue<string> story = new();
    private readonly string title;
    private readonly CancellationTokenSource ending = new();
    private readonly Task drawing;
    private NowView? now;
    private FleetStatistics? statistics;
    private double seconds;
    private (double At, long Samples, long Notices) mark;
    private (double Samples, double Notices) rates;

    /// <param name="title">First line: what this is and where the page is.</param>
    public LiveDemoDisplay(string title)
    {
        this.title = title;
        drawing = Task.Run(DrawAsync);
    }

    public void Say(string line)
    {
        lock (gate)
        {
            story.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{seconds,5:N0} s  {line}"));
            while (story.Count > MostEvents)
            {
                story.Dequeue();
            }
        }
    }

    public void Now(NowView now)
    {
        lock (gate)
        {
            this.now = now;
        }
    }

    public void Happened(ScriptEvent what, double seconds) => Say("SCRIPT: " + what);

    public void Noticed(ReceivedNotice notice)
    {
        // The statistics keep the last ones; the next redraw shows them.
    }

    public void Progress(FleetStatistics statistics, double seconds)
    {
        lock (gate)
        {
            this.statistics = statistics;
            this.seconds = seconds;
            if (seconds - mark.At >= 2)
            {
                var span = seconds - mark.At;
                rates = ((statistics.SamplesSent - mark.Samples) / span, (statistics.Notices - mark.Notices) / span);
                mark = (seconds, statistics.SamplesSent, statistics.Notices);
            }
        }
    }

    public void Dispose()
    {
        ending.Cancel();
        drawing.Wait(Redraw * 2);
        ending.Dispose();
    }

    private async Task DrawAsync() =>
        await AnsiConsole.Live(Draw()).AutoClear(false).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            while (!ending.IsCancellationRequested)
            {
                live.UpdateTarget(Draw());
                await Task.Delay(Redraw, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            live.UpdateTarget(Draw());
        });

    private Rows Draw()
    {
        lock (gate)
        {
            var width = Math.Max(40, AnsiConsole.Profile.Width);
            var parts = new List<IRenderable> { new Markup($"[bold]{Markup.Escape(TextLines.Cut(title, width))}[/]"), new Text(TextLines.Cut(Counters(), width)) };

            // Title, counters, the story's frame, the last line, and one that the cursor needs.
            var room = AnsiConsole.Profile.Height - 6;
            if (now is not null)
            {
                var isps = IspState.Of(now);
                var verdicts = Verdicts(now, width - PanelColumns);
                parts.Add(IspTable(now, isps));
                parts.Add(Framed("Open verdicts", verdicts));
                room -= isps.Count + 4 + verdicts.Count + 2;
            }

            var notices = Notices(width - PanelColumns);
            notices = [.. notices.TakeLast(Math.Clamp(room - 5, 0, MostNotices))];
            room -= notices.Count == 0 ? 0 : notices.Count + 2;
            var lines = story.SelectMany(line => TextLines.Wrap(line, width - PanelColumns, TimeColumns)).TakeLast(Math.Clamp(room, 1, MostStoryLines)).ToList();
            parts.Add(Framed("Story", lines));
            if (notices.Count > 0)
            {
                parts.Add(Framed("What viewers read", notices));
            }

            parts.Add(new Markup("[grey]Ctrl-C ends it all.[/]"));
            return new Rows(parts);
        }
    }

    private static Panel Framed(string header, IReadOnlyList<string> lines) => new Panel(new Text(string.Join('\n', lines))).Header(header).Expand();

    private string Counters() => string.Create(
        CultureInfo.InvariantCulture,
        $"{seconds:N0} s: {statistics?.Connected ?? 0:N0} players, {rates.Samples:N0} samples/s, {rates.Notices:N1} notices/s, {statistics?.Notices ?? 0:N0} notices in all, {statistics?.Errors ?? 0:N0} errors");

    private static Table IspTable(NowView now, IReadOnlyList<IspState> isps)
    {
        var paths = isps.SelectMany(isp => isp.DropByPath.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        var table = new Table().Border(TableBorder.Simple).AddColumn("ISP").AddColumn("state").AddColumn("sessions");
        paths.ForEach(path => table.AddColumn(new TableColumn(Markup.Escape(now.PathName(path))).RightAligned()));
        foreach (var isp in isps)
        {
            var colour = isp.State switch { "crowded" => "red", "suspected" => "yellow", "healthy" => "green", _ => "grey" };
            table.AddRow(
            [
                Markup.Escape(isp.Name),
                $"[{colour}]{isp.State}[/]",
                isp.Sessions.ToString("N0", CultureInfo.InvariantCulture),
                .. paths.Select(path => DropCell(isp.DropByPath.GetValueOrDefault(path))),
            ]);
        }

        return table;
    }

    private static string DropCell(double? drop)
    {
        var text = drop switch { null => "?", < 0.005 => "0 %", { } lost => "-" + lost.ToString("P0", CultureInfo.InvariantCulture) };
        return drop switch { >= 0.25 => $"[red]{text}[/]", null => $"[grey]{text}[/]", _ => text };
    }

    private static List<string> Verdicts(NowView now, int width)
    {
        var current = now.Verdicts.Where(verdict => verdict.State is "Open" or "Suspected").Select(verdict => TextLines.Cut(VerdictWatch.Tell(verdict, now), width)).ToList();
        return current.Count == 0 ? ["none"] : current;
    }

    private List<string> Notices(int width) =>
        [.. (statistics?.LastNotices() ?? []).Select(notice => TextLines.Cut($"{notice.Isp}/{notice.Path}/{notice.Metro}: \"{notice.Text}\"", width))];
}
