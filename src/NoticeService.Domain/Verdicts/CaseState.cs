using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>Windows that were summed, as they are stored.</summary>
/// <param name="Cells">As a <see cref="CellBlob"/>.</param>
/// <param name="Windows">How many.</param>
public sealed record CaseSumState(byte[] Cells, int Windows);

/// <summary>A case as it is stored.</summary>
/// <param name="VerdictId">Of the verdict that it is about.</param>
/// <param name="Term">Whom that named.</param>
/// <param name="Ever">The cells that it ever accused, in key order.</param>
/// <param name="Now">Those that it accused last, in key order.</param>
/// <param name="Calm">What strata were compared with when they came into it, in key order.</param>
/// <param name="Standing">What was seen while it stood.</param>
/// <param name="After">What was seen after its close, while the accused stayed slow.</param>
/// <param name="Quiet">Windows in a row in which the accused were no longer slow.</param>
/// <param name="Closed">Windows since it closed.</param>
/// <param name="HasStood">It was judged once already and stood.</param>
public sealed record CaseState(
    string VerdictId,
    Term Term,
    IReadOnlyList<CellKey> Ever,
    IReadOnlyList<CellKey> Now,
    IReadOnlyList<CalmEntry> Calm,
    CaseSumState Standing,
    CaseSumState After,
    int Quiet,
    int Closed,
    bool HasStood);
