namespace NoticeService.Commands;

/// <summary>What the process says at its end.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>It could not start, or had to stop.</summary>
    public const int Failed = 1;

    /// <summary>A wrong option.</summary>
    public const int Usage = 2;

    /// <summary>What was verified is not whole.</summary>
    public const int NotWhole = 3;
}
