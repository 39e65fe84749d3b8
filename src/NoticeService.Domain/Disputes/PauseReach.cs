namespace NoticeService.Domain.Disputes;

/// <summary>How far the pause of a dispute reaches.</summary>
public enum PauseReach : byte
{
    /// <summary>Disputes pause nothing.</summary>
    None,

    /// <summary>The notices that rest on the disputed verdict, if it names the ISP.</summary>
    Verdict,

    /// <summary>All notices whose verdict names the ISP.</summary>
    Isp,
}
