using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Fleet;

/// <summary>Shows a fleet at work. <see cref="Noticed"/> comes from any thread, the others from one; none may block.</summary>
internal interface IFleetDisplay
{
    void Happened(ScriptEvent what, double seconds);

    void Noticed(ReceivedNotice notice);

    /// <summary>Comes with every step.</summary>
    void Progress(FleetStatistics statistics, double seconds);
}
