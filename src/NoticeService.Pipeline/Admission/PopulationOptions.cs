using System.ComponentModel.DataAnnotations;

namespace NoticeService.Pipeline.Admission;

/// <summary>How the households are counted of which a cohort with a target size is a share. Section <c>Population</c>.</summary>
public sealed class PopulationOptions
{
    public const string Section = "Population";

    /// <summary>
    /// How often the households that came are counted, and the cohorts' shares asked for. Default 10 s, a window; 1 s to 1 h. Shorter
    /// makes a new target size known sooner, for a few calls more of the store.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CountEvery { get; set; } = TimeSpan.FromMilliseconds(Domain.Cells.Window.LengthMs);
}
