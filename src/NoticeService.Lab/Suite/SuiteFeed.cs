using System.Text;
using NoticeService.Domain.Samples;
using NoticeService.Lab.History;
using NoticeService.Lab.Replay;
using NoticeService.Lab.Simulation;
using NoticeService.Pipeline.Recording;

namespace NoticeService.Lab.Suite;

/// <summary>Takes what a world reports to the replay, and to a file if there is one. Not thread-safe.</summary>
internal sealed class SuiteFeed(SuiteWorld plan, TruthLog truth, ReplayRun replay, TelemetryWriter? writer) : IWorldObserver
{
    // Longest text of a row.
    private const int MaxText = 128;

    private readonly byte[] text = new byte[5 * MaxText];

    /// <summary>World seconds of what follows.</summary>
    public double Seconds { get; set; }

    /// <summary>The same, ms since the Unix epoch.</summary>
    public long NowMs { get; set; }

    public void SessionStarted(Session session)
    {
    }

    public void SessionEnded(Session session)
    {
    }

    public void Sampled(Session session, in Sample sample)
    {
        truth.Observe(session, Seconds, NowMs);
        var recorded = sample;
        if (plan.Reports.TryRecord(session, Seconds, ref recorded))
        {
            Take(session.Id, session.Household.UserId, session.Household.Address, recorded, plan.Reports.IsBare ? "" : session.Household.Player);
        }
    }

    /// <summary>A row that no player of the world sent.</summary>
    public void Take(in ForgedRow row) => Take(row.SessionId, row.UserId, row.Address, row.Sample, "");

    private void Take(string sessionId, string userId, string address, in Sample sample, string player)
    {
        replay.Take(new TelemetryLine
        {
            TimeMs = NowMs,
            SessionId = Utf8(0, sessionId),
            UserId = Utf8(1, userId),
            ClientIp = Utf8(2, address),
            Server = Utf8(3, sample.Server),
            Player = Utf8(4, player),
            ThroughputKbps = sample.ThroughputKbps,
            EncodedBitrateKbps = sample.EncodedBitrateKbps,
            TopBitrateKbps = sample.TopBitrateKbps,
            BufferMs = sample.BufferMs,
            StarvedMs = sample.StarvedMs,
            ObjectBytes = sample.ObjectBytes,
            AppLimited = sample.AppLimited,
        });
        if (writer is not null)
        {
            writer.NowMs = NowMs;
            writer.Write(sessionId, userId, address, sample, player);
        }
    }

    private ReadOnlySpan<byte> Utf8(int slot, string of)
    {
        var into = text.AsSpan(slot * MaxText, MaxText);
        return into[..Encoding.UTF8.GetBytes(of, into)];
    }
}
