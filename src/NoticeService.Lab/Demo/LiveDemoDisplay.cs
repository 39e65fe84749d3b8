using System.Globalization;
using NoticeService.Lab.Fleet;
using NoticeService.Lab.Simulation;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NoticeService.Lab.Demo;

/// <summary>The demo on a terminal: ISPs by state, open verdicts, the story so far and a sample of notices, redrawn in place.</summary>
internal sealed class LiveDemoDisplay : IDemoDisplay
{
    private const int StoryLines = 8;
    private const int ShownNotices = 3;
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
            while (story.Count > StoryLines)
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
            var parts = new List<IRenderable> { new Markup($"[bold]{Markup.Escape(title)}[/]"), new Text(Counters()) };
            if (now is not null)
            {
                parts.Add(IspTable(now));
                parts.Add(Verdicts(now));
            }

            parts.Add(new Panel(new Text(string.Join('\n', story))).Header("Story").Expand());
            if (statistics is not null)
            {
                parts.Add(Notices(statistics));
            }

            parts.Add(new Markup("[grey]Ctrl-C ends it all.[/]"));
            return new Rows(parts);
        }
    }

    private string Counters() => string.Create(
        CultureInfo.InvariantCulture,
        $"{seconds:N0} s: {statistics?.Connected ?? 0:N0} players, {rates.Samples:N0} samples/s, {rates.Notices:N1} notices/s, {statistics?.Notices ?? 0:N0} notices in all, {statistics?.Errors ?? 0:N0} errors");

    private static Table IspTable(NowView now)
    {
        var isps = IspState.Of(now);
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
        var text = drop is { } lost ? "-" + lost.ToString("P0", CultureInfo.InvariantCulture) : "?";
        return drop switch { >= 0.25 => $"[red]{text}[/]", null => $"[grey]{text}[/]", _ => text };
    }

    private static Panel Verdicts(NowView now)
    {
        var open = now.Verdicts.Where(verdict => verdict.State is "Open" or "Suspected")
            .Select(verdict => $"{verdict.State}: {VerdictWatch.Scope(verdict, now)}. {verdict.Reason}")
            .ToList();
        return new Panel(new Text(open.Count == 0 ? "none" : string.Join('\n', open))).Header("Open verdicts").Expand();
    }

    private static Panel Notices(FleetStatistics statistics)
    {
        var last = statistics.LastNotices();
        var lines = last.Skip(Math.Max(0, last.Count - ShownNotices))
            .Select(notice => $"{notice.Isp} via {notice.Path}, {notice.Metro}: \"{notice.Text}\"");
        return new Panel(new Text(last.Count == 0 ? "none yet" : string.Join('\n', lines))).Header("What viewers read").Expand();
    }
}
