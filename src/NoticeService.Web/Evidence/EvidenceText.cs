using System.Globalization;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Web.Evidence;

/// <summary>Figures of the evidence in words; exact where the Now page rounds. Invariant culture, UTC.</summary>
internal static class EvidenceText
{
    /// <summary>Date and time to the second, for a page that may be printed and read years later.</summary>
    public static string Stamp(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Clock(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <param name="share">NaN is unknown.</param>
    /// <param name="numbers">How they are written; null is as everywhere.</param>
    public static string Percent(double share, NumberFormatInfo? numbers = null) => double.IsNaN(share) ? "unknown" : string.Create(numbers ?? NumberFormatInfo.InvariantInfo, $"{share * 100:0.#}\u202F%");

    /// <summary>What is lost at a shortfall, octaves.</summary>
    public static double Lost(double octaves) => 1 - Math.Pow(2, octaves);

    /// <summary>A shortfall against calm in words: a session may be faster, too.</summary>
    public static string Against(double octaves) => octaves <= 0 ? $"{Percent(Lost(octaves))} slower" : $"{Percent(Math.Pow(2, octaves) - 1)} faster";

    public static string Kbps(double kbps, NumberFormatInfo? numbers = null) => string.Create(numbers ?? NumberFormatInfo.InvariantInfo, $"{kbps:#,0} kbit/s");

    public static string Number(double value) => double.IsFinite(value) ? value.ToString("0.##", CultureInfo.InvariantCulture) : "none";

    /// <summary>A coordinate along the width of a picture, percent.</summary>
    public static string At(double percent) => Math.Clamp(percent, 0, 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>A coordinate along its height, pixels.</summary>
    public static string Px(double pixels) => pixels.ToString("0.#", CultureInfo.InvariantCulture);

    public static string Word(RivalStanding standing) => standing switch
    {
        RivalStanding.Excluded => "excluded: with 95 % certainty it lost less than half of what the accused lost",
        RivalStanding.NotExcluded => "not excluded: it may have lost half of what the accused lost, or more",
        RivalStanding.Insufficient => "not counted: too few households or address blocks",
        _ => "not seen: nobody who would show it",
    };

    public static string Word(Doubt doubt) => doubt switch
    {
        Doubt.None => "may be named",
        Doubt.Insufficient => "not named: too few households, address blocks or peers",
        Doubt.Ambiguous => "not named: two explanations fit alike",
        Doubt.Mixed => "not named: the peers are slow too",
        _ => "not named: so few of its households show it that a handful of liars could",
    };

    /// <summary>What became of the notice, as a sentence.</summary>
    public static string Fate(LedgerRecord record) => record switch
    {
        { Holdout: true } => "Not sent: this viewer was held out, to compare with.",
        { Shadow: true } => "Not sent: the cohort decides and records only.",
        { State: NoticeState.Reserved } => "Recorded, not yet handed to the player.",
        { State: NoticeState.Sent } => "Sent; the player has not said that it was displayed.",
        { State: NoticeState.Displayed } => $"Displayed{When(record)}.",
        { State: NoticeState.Dismissed } => $"Displayed, and dismissed by the viewer{When(record)}.",
        { State: NoticeState.Failed, ReceiptMs: null } => "It did not reach the player, as far as the service knows.",
        { State: NoticeState.Failed } => $"The player said that it could not show it{When(record)}.",
        _ => "Not sent.",
    };

    private static string When(LedgerRecord record) => record.ReceiptMs is { } ms ? $", says its player, at {Stamp(ms)}" : "";
}
