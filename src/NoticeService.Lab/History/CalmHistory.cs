using System.Text.Json;
using NoticeService.Domain.Cells;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.History;

/// <summary>
/// Writes recorded telemetry of a calm world in virtual time, labelled as synthetic, so that a service that has just been
/// installed has norms to measure against.
/// </summary>
internal static class CalmHistory
{
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
        using var writer = new TelemetryWriter(file);
        writer.Record(world, windows * (Window.LengthMs / 1000), null, cancellationToken);
        var label = new { kind = "synthetic", made_by = "lab fleet", seed = options.Seed, households = options.Households, windows, rows = writer.Rows, from_ms = startMs };
        File.WriteAllText(file + ".label.json", JsonSerializer.Serialize(label) + "\n");
        return writer.Rows;
    }
}
