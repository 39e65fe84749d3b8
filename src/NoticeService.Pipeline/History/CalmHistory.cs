using System.Globalization;
using System.Text.Json;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Replay;

namespace NoticeService.Pipeline.History;

/// <summary>What a recording of calm traffic teaches: households' norms, and the calm of each stratum.</summary>
/// <param name="Norms">By household.</param>
/// <param name="State">Where the verdict engine begins, labelled.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="Dropped">Rows that the rules for samples dropped, or that came out of order.</param>
public sealed record CalmHistory(IReadOnlyDictionary<HouseholdId, HouseholdNorms> Norms, EngineState State, long Rows, long Dropped)
{
    /// <summary>Plays the file through the same sessions and cells as live samples.</summary>
    /// <param name="file">Recorded telemetry; <c>FILE.label.json</c> beside it says where it came from.</param>
    /// <param name="network">Tables.</param>
    /// <param name="key">For pseudonyms.</param>
    /// <param name="settings">Of the engine that is to go on from here.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="IOException">Not readable.</exception>
    /// <exception cref="FormatException">The message has the line.</exception>
    public static CalmHistory Read(string file, NetworkTable network, HouseholdKey key, VerdictSettings settings, CancellationToken cancellationToken)
    {
        using var reader = new TelemetryReader(file);
        var engine = new VerdictEngine(settings);
        var replay = new TelemetryReplay(network, key, engine, isCalm: true);
        while (reader.Read(out var line, out var mistake))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (mistake is not null)
            {
                throw new FormatException(mistake);
            }

            replay.Take(line);
        }

        replay.Finish();
        engine.CalmOrigin = Label(file);
        return new CalmHistory(replay.Norms(), engine.Save(), replay.Counts.Rows, replay.Counts.Dropped);
    }

    // Norms that did not grow from live traffic must be told apart for as long as they count.
    private static string Label(string file)
    {
        var name = Path.GetFileName(file);
        var label = file + ".label.json";
        if (!File.Exists(label))
        {
            return $"recorded history {name}";
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(label));
            var kind = document.RootElement.GetProperty("kind").GetString();
            var households = document.RootElement.GetProperty("households").GetInt64();
            return string.Create(CultureInfo.InvariantCulture, $"{kind} calm history, {households:N0} households ({name})");
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"{Path.GetFileName(label)}: must be an object with kind (text) and households (number).", wrong);
        }
    }
}
