using System.Globalization;

namespace NoticeService.Domain.Admission;

/// <summary>
/// A new installation is in shadow until its own recorded traffic has shown that false alarms stay within the budget, or an operator
/// answers for it. Pure and thread-safe.
/// </summary>
/// <param name="isEnforced">False: always open.</param>
/// <param name="fingerprint">Of the thresholds that run here.</param>
/// <param name="budgetPerThousandIspDays">False alarms per 1,000 ISP-days that are allowed.</param>
public sealed class GoLiveRule(bool isEnforced, string fingerprint, double budgetPerThousandIspDays)
{
    /// <summary>Traffic of less than a day has not seen an evening and a night: it says nothing of the others.</summary>
    public static readonly TimeSpan LeastSpan = TimeSpan.FromDays(1);

    public string Fingerprint => fingerprint;

    /// <summary>Before the store has said anything.</summary>
    public GoLiveStatus Unheard() => isEnforced ? Status(GoLiveState.Unknown, "The store has not said yet whether this installation may send.", null) : Off(null);

    /// <param name="order">The last one; null when there was none.</param>
    public GoLiveStatus Judge(GoLiveOrder? order) => order switch
    {
        _ when !isEnforced => Off(order),
        null => Status(GoLiveState.New, "This installation is new: no calibration was accepted, and no operator has overridden the gate.", order),
        { Basis: GoLiveBasis.Override } => Status(GoLiveState.Overridden, $"{order.Operator} overrode the gate: {order.Reason}", order),
        { Basis: GoLiveBasis.Calibration, Calibration: { } calibration } => Judge(order, calibration),
        { Basis: GoLiveBasis.Revocation } => Status(GoLiveState.Revoked, $"{order.Operator} shut the gate: {order.Reason}", order),

        // A calibration without its figures is none.
        _ => Status(GoLiveState.Void, "The calibration that was accepted has no figures.", order),
    };

    /// <summary>
    /// How the gate stands towards verdicts that were reached under some thresholds: a calibration answers for its own only, whoever leads. While
    /// pods are replaced, or one was restarted with another file, the leader's may be others than those that run here.
    /// </summary>
    /// <param name="status">How it stands by the last order.</param>
    /// <param name="judgedUnder">The fingerprint of the leader's thresholds.</param>
    public GoLiveStatus Towards(GoLiveStatus status, string? judgedUnder)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.State == GoLiveState.Calibrated && judgedUnder != fingerprint
            ? status with { State = GoLiveState.Void, Because = $"The leader judges by other verdict settings ({judgedUnder ?? "unknown"}) than those that were calibrated ({fingerprint})." }
            : status;
    }

    /// <summary>Why a calibration does not open the gate here, as a sentence; null when it does. That it is well formed is asked before.</summary>
    public string? FindObstacle(Calibration calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        var culture = CultureInfo.InvariantCulture;
        if (calibration.FindMistake() is var (field, what))
        {
            return $"{field} {what}";
        }

        if (calibration.Fingerprint != fingerprint)
        {
            return $"It was made with other verdict settings ({calibration.Fingerprint}) than those that run here ({fingerprint}): calibrate with the file that this service runs with.";
        }

        if (calibration.ToMs - calibration.FromMs < LeastSpan.TotalMilliseconds)
        {
            return string.Create(culture, $"It spans {TimeSpan.FromMilliseconds(calibration.ToMs - calibration.FromMs).TotalHours:0.#} hours, too short to show anything: at least {LeastSpan.TotalHours:0} are needed.");
        }

        if (calibration.PerThousandIspDaysAtMost <= budgetPerThousandIspDays)
        {
            return null;
        }

        return calibration.FalseAlarms == 0
            ? string.Create(culture, $"{calibration.IspDays:#,0.##} ISP-days are too few to show anything: without a false alarm {Math.Ceiling(Calibration.LeastIspDays(budgetPerThousandIspDays)):N0} would show that the budget of {budgetPerThousandIspDays:#,0.##} per 1,000 is kept.")
            : string.Create(culture, $"It found {calibration.InWords()}, where the budget is {budgetPerThousandIspDays:#,0.##}.");
    }

    private GoLiveStatus Judge(GoLiveOrder order, Calibration calibration) => FindObstacle(calibration) is { } obstacle
        ? Status(GoLiveState.Void, $"The calibration of {order.Operator} does not count any more. {obstacle}", order)
        : Status(GoLiveState.Calibrated, $"A calibration of {order.Operator}: {calibration.InWords()}.", order);

    private GoLiveStatus Off(GoLiveOrder? order) => Status(GoLiveState.Off, "The go-live gate is not enforced here.", order);

    private GoLiveStatus Status(GoLiveState state, string because, GoLiveOrder? order) => new(state, because, order, budgetPerThousandIspDays, fingerprint);
}
