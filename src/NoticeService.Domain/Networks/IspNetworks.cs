namespace NoticeService.Domain.Networks;

/// <summary>A prefix that belongs to an ISP for a time.</summary>
public readonly record struct OwnedPrefix(IpPrefix Prefix, Period Period);

/// <summary>An AS that belongs to an ISP for a time.</summary>
public readonly record struct OwnedAsn(uint Asn, Period Period);

/// <summary>An ISP and what it owns.</summary>
public sealed record IspNetworks(Isp Isp, IReadOnlyList<OwnedPrefix> Prefixes, IReadOnlyList<OwnedAsn> Asns);
