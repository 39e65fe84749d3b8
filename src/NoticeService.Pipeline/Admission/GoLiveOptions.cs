using System.ComponentModel.DataAnnotations;

namespace NoticeService.Pipeline.Admission;

/// <summary>The go-live gate. Section <c>GoLive</c>. The same on all pods.</summary>
public sealed class GoLiveOptions
{
    public const string Section = "GoLive";

    private const string Enforced = "enforced";
    private const string Auto = "auto";

    /// <summary>
    /// <c>auto</c>, <c>enforced</c> or <c>off</c>. Default auto: enforced where keys of players and operators are configured, and so others
    /// can reach it.
    /// </summary>
    [RegularExpression("(?i:auto|enforced|off)", ErrorMessage = "GoLive:Mode must be auto, enforced or off.")]
    [Required(ErrorMessage = "GoLive:Mode must be auto, enforced or off.")]
    public string Mode { get; set; } = Auto;

    /// <summary>The false alarms per 1,000 ISP-days that a calibration's upper 95 % limit must not exceed. Default 1; 0.01 to 1,000.</summary>
    [Range(0.01, 1_000, ErrorMessage = "GoLive:FalseAlarmsPerThousandIspDays must be from 0.01 to 1000.")]
    public double FalseAlarmsPerThousandIspDays { get; set; } = 1;

    /// <param name="hasKeys">Whether callers must show tokens.</param>
    public bool IsEnforced(bool hasKeys) => Is(Enforced) || (Is(Auto) && hasKeys);

    private bool Is(string mode) => Mode.Equals(mode, StringComparison.OrdinalIgnoreCase);
}
