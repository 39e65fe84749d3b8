namespace NoticeService.Lab.Simulation;

/// <summary>A kind of shared link.</summary>
internal enum LinkKind : byte
{
    /// <summary>An ISP's access aggregation in a metro.</summary>
    Access,

    /// <summary>An ISP's link with a path in a metro.</summary>
    Interconnect,

    /// <summary>A path (transit or peering) in a metro, towards every ISP.</summary>
    Transit,

    /// <summary>A CDN server's own link.</summary>
    Server,

    /// <summary>No shared link: the Wi-Fi of single homes.</summary>
    Home,
}

/// <summary>A shared link of the world; the parts that its kind does not have are null.</summary>
internal sealed record Link(LinkKind Kind, string? Isp, string? Path, string Metro, string? Server)
{
    public override string ToString() =>
        $"{Kind.ToString().ToLowerInvariant()} {string.Join(" x ", new[] { Isp, Path, Server, Metro }.OfType<string>())}";
}

/// <summary>Which links an event means; null parts match all.</summary>
internal sealed record LinkSelector(LinkKind Kind, string? Isp = null, string? Path = null, string? Metro = null, string? Server = null)
{
    public bool Matches(Link link) =>
        link.Kind == Kind
        && (Isp is null || Isp == link.Isp)
        && (Path is null || Path == link.Path)
        && (Metro is null || Metro == link.Metro)
        && (Server is null || Server == link.Server);

    public override string ToString()
    {
        var parts = string.Join(" x ", new[] { Isp, Path, Server }.OfType<string>());
        return $"{Kind.ToString().ToLowerInvariant()} {(parts.Length == 0 ? "all" : parts)} in {Metro ?? "all metros"}";
    }
}
