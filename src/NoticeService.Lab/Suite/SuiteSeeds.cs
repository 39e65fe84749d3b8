using System.Globalization;

namespace NoticeService.Lab.Suite;

/// <summary>Which worlds a report is about. Those below <see cref="ReportFrom"/> are there to tune on.</summary>
internal readonly record struct SuiteSeeds(ulong First, int Count)
{
    /// <summary>Nobody tunes on this seed, nor on a later one.</summary>
    public const ulong ReportFrom = 5_000;

    public override string ToString()
    {
        var kind = First >= ReportFrom ? "never tuned on" : First + (ulong)Count <= ReportFrom ? "for tuning: not a report" : "some of them for tuning: not a report";
        return string.Create(CultureInfo.InvariantCulture, $"seeds {First} to {First + (ulong)Count - 1} ({kind})");
    }
}
