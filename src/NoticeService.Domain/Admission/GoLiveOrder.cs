namespace NoticeService.Domain.Admission;

/// <summary>On what an operator's word about the go-live gate rests. Stored by name.</summary>
public enum GoLiveBasis
{
    /// <summary>A calibration opens it, for as long as it counts.</summary>
    Calibration,

    /// <summary>The operator opens it without one.</summary>
    Override,

    /// <summary>The operator shuts it.</summary>
    Revocation,
}

/// <summary>The last that an operator said about the go-live gate. A stored format. Immutable.</summary>
/// <param name="Basis">What it rests on.</param>
/// <param name="Operator">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="SinceMs">When, ms since the Unix epoch.</param>
/// <param name="Calibration">With <see cref="GoLiveBasis.Calibration"/> only.</param>
public sealed record GoLiveOrder(GoLiveBasis Basis, string Operator, string Reason, long SinceMs, Calibration? Calibration = null);
