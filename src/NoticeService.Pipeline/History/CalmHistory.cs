using System.Globalization;
using System.Net;
using System.Text.Json;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.History;

/// <summary>What a recording of calm traffic teaches: households' norms, and the calm of each stratum.</summary>
/// <param name="Norms">By household.</param>
/// <param name="State">Where the verdict engine begins, labelled.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="Dropped">Rows that the rules for samples dropped, or that came out of order.</param>
public sealed record CalmHistory(IReadOnlyDictionary<HouseholdId, Norm> Norms, EngineState State, long Rows, long Dropped)
{
    /// <summary>Plays the file through the same sessions and cells as live samples.</summary>
    /// <param name="file">Recorded telemetry, in order of time; <c>FILE.label.json</c> beside it says where it came from.</param>
    /// <param name="network">Tables.</param>
    /// <param name="key">For pseudonyms.</param>
    /// <param name="settings">Of the engine that is to go on from here.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="IOException">Not readable.</exception>
    /// <exception cref="FormatException">The message has the line.</exception>
    public static CalmHistory Read(string file, NetworkTable network, HouseholdKey key, VerdictSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(key);
        using var reader = new StreamReader(file);
        var replay = new Replay(network, key, new VerdictEngine(settings));
        foreach (var row in TelemetryCsv.Read(reader))
        {
            cancellationToken.ThrowIfCancellationRequested();
            replay.Take(row);
        }

        return replay.Finish(Label(file));
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

    private sealed class Replay(NetworkTable network, HouseholdKey key, VerdictEngine engine)
    {
        private readonly Dictionary<string, PlaybackSession> sessions = new(StringComparer.Ordinal);
        private readonly Dictionary<HouseholdId, Household> households = [];
        private Window window;
        private long rows;
        private long dropped;

        public void Take(in TelemetryRow row)
        {
            rows++;
            var at = Window.At(row.TimeMs);
            if (at < window)
            {
                dropped++;
                return;
            }

            if (at > window)
            {
                Turn(at);
            }

            if (Session(row).Record(row.Sample, row.TimeMs, FeedView.Empty, out _) != Domain.Samples.DropReason.None)
            {
                dropped++;
            }
        }

        public CalmHistory Finish(string label)
        {
            Turn(window.Next);
            engine.CalmOrigin = label;
            var norms = households.Where(h => h.Value.Norm.Observations > 0).ToDictionary(h => h.Key, h => h.Value.Norm);
            return new CalmHistory(norms, engine.Save(), rows, dropped);
        }

        private void Turn(Window next)
        {
            var contributions = new List<Contribution>();
            foreach (var (id, session) in sessions)
            {
                if (session.TryCollect(window, out var contribution))
                {
                    contributions.Add(contribution);
                }
                else
                {
                    // Nothing for a window: it is over, or it will begin anew.
                    session.Finish(FeedView.Empty);
                    sessions.Remove(id);
                }
            }

            if (contributions.Count > 0)
            {
                engine.LearnCalm(window, CellAssembly.Build(contributions));
            }

            window = next;
        }

        private PlaybackSession Session(in TelemetryRow row)
        {
            if (sessions.TryGetValue(row.SessionId, out var session))
            {
                return session;
            }

            var address = IPAddress.TryParse(row.ClientIp, out var parsed) ? parsed : IPAddress.None;
            var pseudonym = key.Pseudonym(row.UserId);
            if (!households.TryGetValue(pseudonym, out var household))
            {
                households.Add(pseudonym, household = new Household(pseudonym));
            }

            var identity = new SessionIdentity(
                row.SessionId,
                row.Player,
                "",
                CanShowNotices: false,
                network.Resolve(address, row.TimeMs)?.Id,
                key.Digest(AddressBlock.Of(address).ToString()),
                SessionKind.Report);
            session = new PlaybackSession(identity, household, network, NoChannel.Instance, row.TimeMs);
            sessions.Add(row.SessionId, session);
            return session;
        }
    }
}
