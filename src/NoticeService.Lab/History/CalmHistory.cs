using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Samples;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.History;

/// <summary>
/// Writes recorded telemetry of a calm world in virtual time, labelled as synthetic, so that a service that has just been
/// installed has norms to measure against.
/// </summary>
internal static class CalmHistory
{
    public const string Header = "time_ms,session_id,user_id,client_ip,server,throughput_kbps,encoded_bitrate_kbps,top_bitrate_kbps,buffer_ms,starved_ms,object_bytes,app_limited,player";

    /// <summary>Windows written unless asked otherwise: more than twice what a norm needs to be mature.</summary>
    public const int DefaultWindows = 66;

    /// <summary>Least number of windows that makes every norm mature, with a few to spare for pauses.</summary>
    public const int MinWindows = Norm.MatureObservations + 5;

    /// <summary>Writes FILE and FILE.label.json.</summary>
    /// <param name="file">The CSV file; replaced when there.</param>
    /// <param name="options">The world's options, of the run that follows.</param>
    /// <param name="network">The same network.</param>
    /// <param name="traces">The same traces.</param>
    /// <param name="windows">Windows of 10 s.</param>
    /// <param name="endMs">The history ends with the window before this time, ms since the Unix epoch.</param>
    /// <param name="cancellationToken">Leaves a file without label behind.</param>
    /// <returns>Rows written.</returns>
    public static long Write(string file, WorldOptions options, WorldNetwork network, TraceLibrary traces, int windows, long endMs, CancellationToken cancellationToken)
    {
        var startMs = Window.At(endMs).StartMs - (long)windows * Window.LengthMs;
        var world = new World(options with { RunTag = "history" }, network, traces, startMs);
        using var writer = new RowWriter(file);
        for (var step = 0; step < windows * Window.LengthMs / 1000 * World.StepsPerSecond; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.NowMs = world.NowMs;
            world.Step(writer);
        }

        writer.Finish();
        var label = new { kind = "synthetic", made_by = "lab fleet", seed = options.Seed, households = options.Households, windows, rows = writer.Rows, from_ms = startMs };
        File.WriteAllText(file + ".label.json", JsonSerializer.Serialize(label) + "\n");
        return writer.Rows;
    }

    private sealed class RowWriter : IWorldObserver, IDisposable
    {
        private const int FlushBytes = 1 << 16;

        private readonly FileStream stream;
        private readonly byte[] buffer = new byte[FlushBytes + 1024];
        private int length;

        public RowWriter(string file)
        {
            stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            Put(Header);
            buffer[length++] = (byte)'\n';
        }

        public long Rows { get; private set; }

        public long NowMs { get; set; }

        public void SessionStarted(Session session)
        {
        }

        public void SessionEnded(Session session)
        {
        }

        public void Sampled(Session session, in Sample sample)
        {
            Put(NowMs);
            Put(session.Id);
            Put(session.Household.UserId);
            Put(session.Household.Address);
            Put(sample.Server);
            Put(sample.ThroughputKbps);
            Put(sample.EncodedBitrateKbps);
            Put(sample.TopBitrateKbps);
            Put(sample.BufferMs);
            Put(sample.StarvedMs);
            Put(sample.ObjectBytes);
            Put(sample.AppLimited switch { AppLimited.Yes => "true", AppLimited.No => "false", _ => "" });
            Put(session.Household.Player);
            buffer[length - 1] = (byte)'\n';
            Rows++;
            if (length >= FlushBytes)
            {
                Finish();
            }
        }

        public void Finish()
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
}
