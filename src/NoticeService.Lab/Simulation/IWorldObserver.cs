using NoticeService.Domain.Samples;

namespace NoticeService.Lab.Simulation;

/// <summary>Hears what happens in a world, on the thread that steps it; must not block.</summary>
internal interface IWorldObserver
{
    void SessionStarted(Session session);

    /// <summary>A session reports what it measured since its last sample.</summary>
    void Sampled(Session session, in Sample sample);

    void SessionEnded(Session session);
}
