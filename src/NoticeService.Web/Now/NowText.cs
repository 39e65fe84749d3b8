using System.Globalization;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Now;

namespace NoticeService.Web.Now;

/// <summary>Figures and states in words. Invariant culture; times are UTC, which the script turns into the reader's own.</summary>
internal static class NowText
{
    private const char Minus = '\u2212';
    private const char ThinSpace = '\u202F';

    /// <summary>A drop as a change: 0.62 is "−62 %"; NaN is "unknown".</summary>
    public static string Drop(double drop) =>
        double.IsNaN(drop) ? "unknown"
        : Math.Round(drop * 100) <= 0 ? $"0{ThinSpace}%"
        : string.Create(CultureInfo.InvariantCulture, $"{Minus}{Math.Round(drop * 100):0}{ThinSpace}%");

    /// <summary>Cut, never rounded up; more than one in a thousand is not worth telling apart: "over 99.9 %".</summary>
    public static string Confidence(double confidence)
    {
        if (double.IsNaN(confidence))
        {
            return "unknown";
        }

        if (confidence > 0.999)
        {
            return $"over 99.9{ThinSpace}%";
        }

        // In decimals: 0.29 * 100 is below 29 in binary, and would be cut to 28.
        var scale = confidence >= 0.99 ? 10m : 1m;
        var percent = Math.Floor((decimal)Math.Max(0, confidence) * 100 * scale) / scale;
        return percent.ToString(scale == 1 ? "F0" : "F1", CultureInfo.InvariantCulture) + $"{ThinSpace}%";
    }

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>One digit below ten, none above.</summary>
    public static string Rate(double rate) => rate.ToString(rate is > 0 and < 9.95 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>Two units, so that little is lost of what has not passed yet: "1 min 30 s", "2 h 5 min"; the script says the same.</summary>
    public static string Age(TimeSpan age)
    {
        var seconds = (long)Math.Max(0, age.TotalSeconds);
        return seconds switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
            < 3600 => Two(seconds / 60, "min", seconds % 60, "s"),
            _ => Two(seconds / 3600, "h", seconds % 3600 / 60, "min"),
        };

        static string Two(long large, string unit, long small, string smaller) =>
            string.Create(CultureInfo.InvariantCulture, $"{large:#,0} {unit}") + (small == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {small} {smaller}"));
    }

    public static string Machine(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Clock(DateTimeOffset time) => time.ToUniversalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>Whether notices are sent, and since when.</summary>
    public static string Headline(GoLiveStatus golive) =>
        (golive.IsLive ? "Live" : "In shadow: notices are decided and recorded, none is sent") + (golive.SinceMs is { } since ? $", since {Date(Time(since))}." : ".");

    // For what may be days ago.
    private static string Date(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A rate per 1,000 ISP-days: two digits at most behind the point.</summary>
    public static string PerThousand(double rate) => rate.ToString("#,0.##", CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    public static string Word(CellStatus status) => status switch
    {
        CellStatus.Healthy => "healthy",
        CellStatus.Suspected => "suspected",
        CellStatus.Crowded => "crowded",
        _ => "unknown",
    };

    public static string Word(VerdictState state) => state switch
    {
        VerdictState.Suspected => "suspected",
        VerdictState.Open => "open",
        VerdictState.Closed => "closed",
        _ => "retracted",
    };

    public static string Word(Culprit culprit) => culprit switch
    {
        Culprit.Isp => "ISP",
        Culprit.Path => "path",
        Culprit.Interconnect => "interconnection",
        Culprit.Service => "service",
        Culprit.Home => "home",
        _ => "undetermined",
    };

    /// <summary>What became of a notice; a holdout's and a shadow's record say why nothing was sent.</summary>
    public static string Word(LedgerRecord notice) => notice switch
    {
        { Holdout: true } => "held out",
        { Shadow: true } => "shadow",
        { State: NoticeState.Reserved } => "reserved",
        { State: NoticeState.Sent } => "sent",
        { State: NoticeState.Displayed } => "displayed",
        { State: NoticeState.Dismissed } => "dismissed",
        { State: NoticeState.Failed } => "failed",
        _ => "withheld",
    };

    /// <summary>A tag's value as words: "IspPacing" and "isp_pacing" are "ISP pacing".</summary>
    public static string Words(string tag)
    {
        var words = new System.Text.StringBuilder(tag.Length + 4);
        for (var i = 0; i < tag.Length; i++)
        {
            var c = tag[i];
            if (char.IsUpper(c) && i > 0 && char.IsLower(tag[i - 1]))
            {
                words.Append(' ');
            }

            words.Append(c is '_' or '-' ? ' ' : char.ToLowerInvariant(c));
        }

        return string.Join(' ', words.ToString().Split(' ').Select(word => word == "isp" ? "ISP" : word));
    }

    /// <summary>The verdict as a sentence; a suspicion accuses nobody.</summary>
    public static string Headline(NowScene scene, Verdict verdict)
    {
        var isp = scene.IspName(verdict.Isp);
        var path = scene.PathName(verdict.Path);
        var verb = verdict.State switch
        {
            VerdictState.Suspected => "may be",
            VerdictState.Open => "is",
            _ => "was",
        };
        return verdict.Culprit switch
        {
            Culprit.Isp => $"The {isp} network {verb} crowded",
            Culprit.Path => $"{path} {verb} crowded towards every ISP",
            Culprit.Interconnect => $"{path}{Possessive(path)} link with {isp} {verb} crowded",
            Culprit.Service => $"Our own service {verb} slow",
            Culprit.Home => $"The home network of some viewers{On(isp)} {verb} slow",
            _ => $"Something {verb} crowded{Between(isp, path)}; nobody is named",
        };
    }

    public static string Metros(Verdict verdict) => verdict.Metros.Count switch
    {
        0 => "every metro",
        1 => verdict.Metros[0],
        <= 4 => $"{string.Join(", ", verdict.Metros.Take(verdict.Metros.Count - 1))} and {verdict.Metros[^1]}",
        _ => $"{string.Join(", ", verdict.Metros.Take(3))} and {verdict.Metros.Count - 3} more",
    };

    /// <summary>How long a verdict of the past was open; empty when it is not known.</summary>
    public static string OpenFor(Verdict verdict) =>
        verdict.ClosedMs is { } closed && closed > verdict.OpenedMs ? $", open for {Age(TimeSpan.FromMilliseconds(closed - verdict.OpenedMs))}" : string.Empty;

    /// <summary>How bad it was and how it is now; without a course, only what it was in the last window in which it was found.</summary>
    public static string Course(Verdict verdict, VerdictCourse? course) => course is null
        ? $"{Drop(verdict.Drop)} when last found"
        : $"{Drop(course.MedianDrop)} at the median, {Drop(course.LargestDrop)} at most; now {Drop(course.DropNow)}";

    private static string Possessive(string name) => name.EndsWith('s') ? "’" : "’s";

    private static string On(string isp) => isp.Length == 0 ? string.Empty : $" on {isp}";

    private static string Between(string isp, string path) => (isp, path) switch
    {
        ("", "") => string.Empty,
        (_, "") => $" at {isp}",
        ("", _) => $" over {path}",
        _ => $" between {path} and {isp}",
    };
}
