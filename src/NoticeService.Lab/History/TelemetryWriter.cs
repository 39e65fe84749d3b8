using NoticeService.Domain.Samples;
using NoticeService.Lab.Simulation;
using NoticeService.Pipeline.Recording;

namespace NoticeService.Lab.History;

/// <summary>Writes what a world reports as recorded telemetry (DESIGN section 4). Dispose does not flush.</summary>
internal sealed class TelemetryWriter : IWorldObserver, IDisposable
{
    private const int FlushBytes = 1 << 16;

    private readonly FileStream stream;
    private readonly TelemetryRows rows = new();

    public TelemetryWriter(string file)
    {
        stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        rows.AddHeader();
    }

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

    /// <summary>When the rows that follow were received, ms since the Unix epoch.</summary>
    public long NowMs { get; set; }

    /// <summary>Plays a world in virtual time, and writes what its sessions report.</summary>
    /// <param name="world">Goes on from where it is.</param>
    /// <param name="seconds">For how long, in the world's time.</param>
    /// <param name="script">What happens to its links meanwhile; null for nothing.</param>
    /// <param name="cancellationToken">Leaves a part behind.</param>
    public void Record(World world, int seconds, ScriptRunner? script, CancellationToken cancellationToken)
    {
        var begun = world.Seconds;
        for (var step = 0; step < seconds * World.StepsPerSecond; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            script?.Advance(world.Seconds - begun);
            NowMs = world.NowMs;
            world.Step(this);
        }

        Flush();
    }

    public void SessionStarted(Session session)
    {
    }

    public void SessionEnded(Session session)
    {
    }

    public void Sampled(Session session, in Sample sample) =>
        Write(session.Id, session.Household.UserId, session.Household.Address, sample, session.Household.Player);

    /// <summary>Writes one row.</summary>
    public void Write(string sessionId, string userId, string address, in Sample sample, string player)
    {
        rows.Add(NowMs, sessionId, userId, address, sample, player);
        Rows++;
        if (rows.Written.Length >= FlushBytes)
        {
            Flush();
        }
    }

    public void Flush()
    {
        stream.Write(rows.Written);
        rows.Clear();
    }

    public void Dispose() => stream.Dispose();
}
