namespace NoticeService.Pipeline.Sessions;

/// <summary>How a session began. A metric tag.</summary>
public enum SessionKind : byte
{
    Watch,
    Report,
}

/// <summary>Why a session ended. A metric tag.</summary>
public enum SessionEnd : byte
{
    /// <summary>The player ended it.</summary>
    Ended,

    /// <summary>The connection broke.</summary>
    Broken,

    /// <summary>A newer stream of the same household has the same session id.</summary>
    Replaced,

    /// <summary>Nothing came for too long.</summary>
    Idle,

    /// <summary>This pod is going away.</summary>
    Drained,
}
