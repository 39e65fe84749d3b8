using NoticeService.Lab.Fleet;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Demo;

/// <summary>The demo as plain lines.</summary>
internal sealed class PlainDemoDisplay(TextWriter output) : IDemoDisplay
{
    private const int RepeatAfterLooks = 30;

    private readonly LineDisplay lines = new(output);
    private string lastStates = "";
    private int looks;

    public void Say(string line) => lines.Say(line);

    public void Now(NowView now)
    {
        var states = IspState.Summary(now);
        looks++;
        if (states.Length > 0 && (Coarse(states) != Coarse(lastStates) || looks >= RepeatAfterLooks))
        {
            looks = 0;
            lastStates = states;
            Say("ISPs: " + states);
        }
    }

    public void Happened(ScriptEvent what, double seconds) => lines.Happened(what, seconds);

    public void Noticed(ReceivedNotice notice) => lines.Noticed(notice);

    public void Progress(FleetStatistics statistics, double seconds) => lines.Progress(statistics, seconds);

    public void Dispose()
    {
    }

    // A percentage that moves a little is no news.
    private static string Coarse(string states) => string.Concat(states.Where(c => !char.IsAsciiDigit(c)));
}
