namespace NoticeService.Lab.Suite;

/// <summary>What looks like crowding and is nobody's fault.</summary>
internal enum Confounder : byte
{
    None,

    /// <summary>A bundle of slow-plan subscribers arrives at one ISP.</summary>
    MixShift,

    /// <summary>Every home gets slower, as in any evening.</summary>
    EveningDecline,

    /// <summary>Many viewers turn to something that is encoded low.</summary>
    LowBitrateTitles,

    /// <summary>A player release reports too little, on every ISP.</summary>
    PlayerRelease,

    /// <summary>Forged sessions from a few addresses.</summary>
    ForgedFewAddresses,

    /// <summary>Forged sessions, each from its own address block.</summary>
    ForgedManyAddresses,

    /// <summary>Forged sessions with the largest and the smallest values that are believed.</summary>
    ForgedAtClamp,

    /// <summary>Much bad Wi-Fi.</summary>
    WifiFades,

    /// <summary>ISPs so small that chance alone looks like something.</summary>
    TinyIsps,

    /// <summary>An ISP behind three address blocks.</summary>
    CarrierNat,

    /// <summary>Every session is cut and begins anew.</summary>
    Reconnect,

    /// <summary>The windows of one pod do not arrive for a while.</summary>
    PodMissing,
}
