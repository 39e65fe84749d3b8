using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>A case as it is stored.</summary>
/// <param name="VerdictId">Of the verdict that it is about.</param>
/// <param name="Term">Whom that named.</param>
/// <param name="Accused">The cells that it ever accused, in key order.</param>
/// <param name="Calm">What the cells of its metros were compared with when they came into it, in key order.</param>
/// <param name="Cells">All that these cells showed while the accused were slow, as a <see cref="CellBlob"/>.</param>
/// <param name="Windows">Over how many windows.</param>
/// <param name="Quiet">Windows in a row in which the accused were no longer slow.</param>
/// <param name="Closed">Windows since the verdict closed.</param>
public sealed record CaseState(
    string VerdictId,
    Term Term,
    IReadOnlyList<CellKey> Accused,
    IReadOnlyList<CalmEntry> Calm,
    byte[] Cells,
    int Windows,
    int Quiet,
    int Closed);
