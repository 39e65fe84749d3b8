namespace NoticeService.Lab.RealCases;

/// <summary>What a source says of one pair at one time.</summary>
/// <param name="Mbps">A median; above 0.</param>
/// <param name="Tests">How many tests are behind it, as published or assumed.</param>
/// <param name="IsStated">Not a figure for this time: a statement in words ("was fine"), or a level without hours.</param>
internal readonly record struct Level(double Mbps, int Tests, bool IsStated = false);
