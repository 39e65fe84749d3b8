using NoticeService.Domain.Households;

namespace NoticeService.Domain.Cells;

/// <summary>What one session adds to its cell in one window.</summary>
/// <param name="Cell">Where.</param>
/// <param name="Server">From which host.</param>
/// <param name="Household">Whose session.</param>
/// <param name="Block">Keyed hash of the address block.</param>
/// <param name="Shortfall">r in octaves; null when the household has no mature norm.</param>
/// <param name="Octave">Octave of the norm; ignored without one.</param>
/// <param name="Starved">It starved in this window.</param>
public readonly record struct Contribution(
    CellKey Cell,
    string Server,
    HouseholdId Household,
    ulong Block,
    double? Shortfall,
    int Octave,
    bool Starved);
