namespace NoticeService.Domain.Networks;

/// <summary>How a path reaches ISPs.</summary>
public enum PathKind : byte
{
    /// <summary>Through a transit provider.</summary>
    Transit,

    /// <summary>Directly.</summary>
    Peering,
}

/// <summary>An access network. A product with its own networks is an ISP of its own.</summary>
/// <param name="Id">Short and stable: goes into keys and metrics.</param>
/// <param name="Name">As a viewer knows it.</param>
public sealed record Isp(string Id, string Name);

/// <summary>How servers reach ISPs.</summary>
public sealed record NetPath(string Id, string Name, PathKind Kind);

/// <summary>A CDN host; decides path and metro.</summary>
public sealed record CdnServer(string Name, string Path, string Metro);
