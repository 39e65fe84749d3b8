namespace NoticeService.Access;

/// <summary>What an operator may do.</summary>
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
}
