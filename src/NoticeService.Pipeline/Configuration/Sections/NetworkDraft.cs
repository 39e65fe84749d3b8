using NoticeService.Domain.Networks;
using NoticeService.Pipeline.Configuration.Json;

namespace NoticeService.Pipeline.Configuration.Sections;

/// <summary>A network as read; becomes a table when nothing in the whole file is wrong.</summary>
internal sealed record NetworkDraft(IReadOnlyList<IspNetworks> Isps, IReadOnlyList<NetPath> Paths, IReadOnlyList<CdnServer> Servers)
{
    public static NetworkDraft Empty { get; } = new([], [], []);

    /// <summary>Names a file of ranges; null when the network names none.</summary>
    public ConfigNode? AsnRanges { get; init; }

    /// <summary>Names a MaxMind database; null when the network names none.</summary>
    public ConfigNode? Mmdb { get; init; }

    /// <summary>The first AS number that an ISP is known by, and so the reason to need a table; null when there is none.</summary>
    public ConfigNode? FirstAsn { get; init; }
}
