namespace NoticeService.Domain.Evidence;

/// <summary>One thing that a pack says, and what follows from its data.</summary>
/// <param name="What">Which.</param>
/// <param name="Said">By the pack.</param>
/// <param name="Follows">By its data.</param>
/// <param name="Holds">Whether the one follows from the other.</param>
public sealed record EvidenceFinding(string What, string Said, string Follows, bool Holds);
