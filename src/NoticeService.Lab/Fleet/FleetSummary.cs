using System.Globalization;
using System.Text.Json;

namespace NoticeService.Lab.Fleet;

/// <summary>One crowding of the script and what followed.</summary>
/// <param name="Link">Which links.</param>
/// <param name="StartedAtS">Fleet time, s.</param>
/// <param name="FirstNoticeAfterS">From the start of the crowding to the first notice at a player behind those links, s; null when none came.</param>
/// <param name="Notices">To players behind those links, until shortly after it ended.</param>
internal sealed record CrowdingSummary(string Link, double StartedAtS, double? FirstNoticeAfterS, long Notices);

/// <summary>What a fleet did and saw.</summary>
internal sealed record FleetSummary
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required double Seconds { get; init; }

    public required long Sessions { get; init; }

    public required long SessionsAccepted { get; init; }

    /// <summary>Should be 0: the service takes the player for a customer of somebody else.</summary>
    public required long SessionsResolvedToAnotherIsp { get; init; }

    public required long SamplesSent { get; init; }

    public required long SamplesUnsent { get; init; }

    public required long SamplesRefused { get; init; }

    public required long Notices { get; init; }

    public required IReadOnlyDictionary<string, long> NoticesByCulprit { get; init; }

    public required IReadOnlyDictionary<string, long> NoticesByText { get; init; }

    /// <summary>Should be 0: told of crowding although none of the player's links was crowded. Homes are judged apart.</summary>
    public required long NoticesOutsideAnyCrowding { get; init; }

    /// <summary>Told of its home, and its own line had lost a quarter or more of its norm, while no link that it shares was crowded.</summary>
    public required long HomeNoticesTrue { get; init; }

    /// <summary>Should be 0: told of its home although its line was well, or a link that it shares was crowded.</summary>
    public required long HomeNoticesFalse { get; init; }

    public required long ReceiptsSent { get; init; }

    public required long Reconnects { get; init; }

    public required IReadOnlyDictionary<string, long> ErrorsByStatus { get; init; }

    public required IReadOnlyList<CrowdingSummary> Crowdings { get; init; }

    public required double SimulationShareOfACore { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>For people, a line each.</summary>
    public IEnumerable<string> ToLines()
    {
        yield return Line($"Fleet: {Seconds:N0} s, {Sessions:N0} sessions, {SessionsAccepted:N0} accepted, {Reconnects:N0} reconnects");
        yield return Line($"Samples: {SamplesSent:N0} sent ({(Seconds > 0 ? SamplesSent / Seconds : 0):N0}/s), {SamplesUnsent:N0} unsent for want of a connection, {SamplesRefused:N0} refused");
        yield return Line($"Notices: {Notices:N0} received, {NoticesOutsideAnyCrowding:N0} of crowding where none was, {ReceiptsSent:N0} receipts sent");
        foreach (var (culprit, count) in NoticesByCulprit)
        {
            yield return Line($"  by culprit, {culprit}: {count:N0}");
        }

        if (HomeNoticesTrue + HomeNoticesFalse > 0)
        {
            yield return Line($"  of those about the home, {HomeNoticesTrue:N0} true (its own line had lost a quarter or more, no shared link was crowded), {HomeNoticesFalse:N0} false");
        }

        foreach (var (text, count) in NoticesByText)
        {
            yield return Line($"  {count:N0} x \"{text}\"");
        }

        foreach (var crowding in Crowdings)
        {
            var first = crowding.FirstNoticeAfterS is { } after ? Line($"first notice after {after:N1} s, {crowding.Notices:N0} in all") : "no notice";
            yield return Line($"Script: {crowding.Link} at {crowding.StartedAtS:N0} s: {first}");
        }

        yield return ErrorsByStatus.Count == 0
            ? "Errors: none"
            : "Errors: " + string.Join(", ", ErrorsByStatus.Select(pair => Line($"{pair.Key} {pair.Value:N0}")));
        if (SessionsResolvedToAnotherIsp > 0)
        {
            yield return Line($"Warning: the service resolved {SessionsResolvedToAnotherIsp:N0} sessions to another ISP; do both read the same network tables?");
        }

        yield return Line($"Simulation: {SimulationShareOfACore:P1} of a core");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
