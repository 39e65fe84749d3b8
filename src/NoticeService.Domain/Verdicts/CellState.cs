using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>How a cell stands.</summary>
public enum CellStatus : byte
{
    /// <summary>Too few testify, or calm is not known yet.</summary>
    Unknown,
    Healthy,

    /// <summary>Low, not yet certain.</summary>
    Suspected,

    /// <summary>Low and certain.</summary>
    Crowded,
}

/// <summary>One cell in the last window that was evaluated.</summary>
/// <param name="Cell">Which.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Sessions">Sessions seen, with or without a norm.</param>
/// <param name="Households">Distinct households, estimated by sketch.</param>
/// <param name="Drop">Fraction of throughput lost by those that testify, against their own calm; 0 to 1; NaN when unknown.</param>
/// <param name="Testifying">Share of sessions that testify, 0 to 1.</param>
public sealed record CellState(CellKey Cell, CellStatus Status, long Sessions, long Households, double Drop, double Testifying);

/// <summary>The calm level of a stratum: what r is there when nothing is crowded.</summary>
/// <param name="Cell">Which cell.</param>
/// <param name="Octave">Stratum: floor(log2 of the norm in kbit/s).</param>
/// <param name="Median">Median r in calm, octaves.</param>
public readonly record struct CalmLevel(CellKey Cell, int Octave, double Median);
