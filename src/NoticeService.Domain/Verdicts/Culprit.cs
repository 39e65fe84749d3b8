namespace NoticeService.Domain.Verdicts;

/// <summary>Whose fault it is.</summary>
public enum Culprit : byte
{
    /// <summary>Crowded, and nobody may be named.</summary>
    Undetermined,

    /// <summary>The access network.</summary>
    Isp,

    /// <summary>The transit, towards every ISP.</summary>
    Path,

    /// <summary>This ISP's link with this path.</summary>
    Interconnect,

    /// <summary>Us.</summary>
    Service,

    /// <summary>The viewer's own wiring, router or settings.</summary>
    Home,
}

/// <summary>Where a verdict stands.</summary>
public enum VerdictState : byte
{
    /// <summary>Low, not yet certain: nobody is told.</summary>
    Suspected,
    Open,
    Closed,

    /// <summary>Found wrong afterwards.</summary>
    Retracted,
}
