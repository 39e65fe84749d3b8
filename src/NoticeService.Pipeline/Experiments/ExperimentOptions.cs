using System.ComponentModel.DataAnnotations;

namespace NoticeService.Pipeline.Experiments;

/// <summary>How notices and held-out ones are followed and compared. Section <c>Experiment</c>.</summary>
public sealed class ExperimentOptions
{
    public const string Section = "Experiment";

    /// <summary>
    /// A session that its player ends within this time after the decision is abandoned; what is known of a session by then is written, so that a
    /// pod's end later on loses less. Default 5 min; 1 min to 1 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan AbandonWithin { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long outcomes are kept after their decision; a report that reaches further back finds them missing. Default 90 days; 9 to 3,650 days.</summary>
    [Range(typeof(TimeSpan), "9.00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Chance that a report's intervals ever miss, however often one looks. Default 0.05; 0.0001 to 0.5.</summary>
    [Range(0.0001, 0.5)]
    public double Alpha { get; set; } = 0.05;

    /// <summary>Chance that a right split between the arms is ever called wrong. Default 0.01; 0.0001 to 0.5.</summary>
    [Range(0.0001, 0.5)]
    public double SampleRatioAlpha { get; set; } = 0.01;
}
