namespace NoticeService.Domain.Disputes;

/// <summary>Why a dispute pauses nothing by itself: a closed list, in the order in which it is asked.</summary>
public enum NoPause : byte
{
    /// <summary>It does pause.</summary>
    None,

    /// <summary>The configuration lets no dispute pause anything.</summary>
    Off,

    /// <summary>There is no notice that it could pause: it is about a verdict that is over.</summary>
    Nothing,

    /// <summary>Another dispute pauses the same already.</summary>
    Paused,

    /// <summary>A dispute about the same was rejected not long ago.</summary>
    Rejected,

    /// <summary>The ISP has had its pauses of the period.</summary>
    Spent,
}
