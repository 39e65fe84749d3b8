using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Baselines;

/// <summary>What elimination says of one bad quartet.</summary>
/// <param name="Culprit">Service (the paper's cloud), path (middle), isp (client), or undetermined (ambiguous, insufficient).</param>
/// <param name="Isp">Only for an ISP.</param>
/// <param name="Path">Only for a path.</param>
/// <param name="Why">In words.</param>
internal readonly record struct Blame(Culprit Culprit, string? Isp, string? Path, string Why);
