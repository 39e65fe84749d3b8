namespace NoticeService.Access;

/// <summary>What an operator may do: the claim <c>role</c> of the token.</summary>
[Flags]
internal enum OperatorRoles
{
    None = 0,

    /// <summary>Reads.</summary>
    Viewer = 1,

    /// <summary>Reads, suspends and resumes.</summary>
    Operator = 2,

    /// <summary>Reads, suspends and resumes, and sees whom was told.</summary>
    Legal = 4,

    /// <summary>An ISP's own account: reads its own cells and verdicts, which the claim <c>isp</c> names.</summary>
    Isp = 8,
}
