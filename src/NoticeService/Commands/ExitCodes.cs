namespace NoticeService.Commands;

/// <summary>What the process says at its end.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>It could not start, or had to stop.</summary>
    public const int Failed = 1;

    /// <summary>A wrong option.</summary>
    public const int Usage = 2;

    /// <summary>What was verified is not whole, or an experiment's arms are not split as they should be.</summary>
    public const int NotWhole = 3;

    /// <summary>The service did not answer, or its store did not.</summary>
    public const int Unreachable = 4;

    /// <summary>No token, or one without the right.</summary>
    public const int Refused = 5;

    /// <summary>What was asked for is not there.</summary>
    public const int NotFound = 6;

    /// <summary>Ctrl-C, as shells tell it.</summary>
    public const int Interrupted = 130;
}
