namespace NoticeService.Domain.Experiments;

/// <summary>How a session ended on one pod. The numbers are stored.</summary>
public enum LegEnd : byte
{
    /// <summary>It went on when it was written down.</summary>
    GoesOn = 0,

    /// <summary>The player ended it: the viewer wanted no more.</summary>
    Viewer = 1,

    /// <summary>The connection broke; whether the viewer or the line did it is not known.</summary>
    Broken = 2,

    /// <summary>A newer stream of the same session took over.</summary>
    Replaced = 3,

    /// <summary>Nothing came for too long.</summary>
    Idle = 4,

    /// <summary>The pod sent it elsewhere.</summary>
    Drained = 5,
}
