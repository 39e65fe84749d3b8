namespace NoticeService.Domain.Verdicts;

/// <summary>Who else could be at fault, and by whom it is exonerated: an ISP by its other paths, a path by its other ISPs.</summary>
/// <param name="Isp">The ISP over other paths; null for a path.</param>
/// <param name="Path">The path towards other ISPs; null for an ISP.</param>
public readonly record struct Rival(string? Isp, string? Path)
{
    public static Rival OfIsp(string isp) => new(isp, null);

    public static Rival OfPath(string path) => new(null, path);
}
