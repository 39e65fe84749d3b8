using System.Buffers.Text;
using System.Globalization;
using System.Text;
using NoticeService.Domain.Samples;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.History;

/// <summary>Writes what a world reports as recorded telemetry (DESIGN section 4). Dispose does not flush.</summary>
internal sealed class TelemetryWriter : IWorldObserver, IDisposable
{
    public const string Header = "time_ms,session_id,user_id,client_ip,server,throughput_kbps,encoded_bitrate_kbps,top_bitrate_kbps,buffer_ms,starved_ms,object_bytes,app_limited,player";

    private const int FlushBytes = 1 << 16;

    private readonly FileStream stream;
    private readonly byte[] buffer = new byte[FlushBytes + 1024];
    private int length;

    public TelemetryWriter(string file)
    {
        stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Put(Header);
        buffer[length++] = (byte)'\n';
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
        Put(NowMs);
        Put(sessionId);
        Put(userId);
        Put(address);
        Put(sample.Server);
        Put(sample.ThroughputKbps);
        Put(sample.EncodedBitrateKbps);
        Put(sample.TopBitrateKbps);
        Put(sample.BufferMs);
        Put(sample.StarvedMs);
        Put(sample.ObjectBytes);
        Put(sample.AppLimited switch { AppLimited.Yes => "true", AppLimited.No => "false", _ => "" });
        Put(player);
        buffer[length - 1] = (byte)'\n';
        Rows++;
        if (length >= FlushBytes)
        {
            Flush();
        }
    }

    public void Flush()
    {
        stream.Write(buffer, 0, length);
        length = 0;
    }

    public void Dispose() => stream.Dispose();

    private void Put(string text)
    {
        length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(length));
        if (text != Header)
        {
            buffer[length++] = (byte)',';
        }
    }

    private void Put(long value)
    {
        if (!Utf8Formatter.TryFormat(value, buffer.AsSpan(length), out var written))
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"A row longer than {buffer.Length} bytes."));
        }

        length += written;
        buffer[length++] = (byte)',';
    }
}
