namespace NoticeService.Domain.Admission;

/// <summary>How the go-live gate stands, and why.</summary>
public enum GoLiveState
{
    /// <summary>The store has not said yet: shut.</summary>
    Unknown,

    /// <summary>It is not enforced here: open.</summary>
    Off,

    /// <summary>Nobody has opened it yet: shut.</summary>
    New,

    /// <summary>A calibration opens it.</summary>
    Calibrated,

    /// <summary>An operator opens it.</summary>
    Overridden,

    /// <summary>An operator has shut it again.</summary>
    Revoked,

    /// <summary>The calibration that opened it does not count any more: shut.</summary>
    Void,
}

/// <summary>Whether this installation may send notices. Immutable.</summary>
/// <param name="State">How the gate stands.</param>
/// <param name="Because">Why, as a sentence for people.</param>
/// <param name="Order">The last order about it; null when there was none, or it is not known.</param>
/// <param name="BudgetPerThousandIspDays">The false alarms per 1,000 ISP-days that are allowed here.</param>
/// <param name="Fingerprint">Of the thresholds that run here.</param>
public sealed record GoLiveStatus(GoLiveState State, string Because, GoLiveOrder? Order, double BudgetPerThousandIspDays, string Fingerprint)
{
    /// <summary>Since when it stands so, ms since the Unix epoch; null when no order says so: what is new always was, and settings change while nobody runs.</summary>
    public long? SinceMs => State is GoLiveState.Calibrated or GoLiveState.Overridden or GoLiveState.Revoked ? Order?.SinceMs : null;

    /// <summary>False: every cohort decides and records as a shadow cohort does, and nothing is sent.</summary>
    public bool IsLive => State is GoLiveState.Off or GoLiveState.Calibrated or GoLiveState.Overridden;
}
