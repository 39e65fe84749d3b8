using NoticeService.Lab.Fleet;

namespace NoticeService.Lab.Demo;

/// <summary>Shows the demo. Thread-safe; nothing blocks for long.</summary>
internal interface IDemoDisplay : IFleetDisplay, IDisposable
{
    /// <summary>A line of the story.</summary>
    void Say(string line);

    /// <summary>What the console says now, about once a second.</summary>
    void Now(NowView now);
}
