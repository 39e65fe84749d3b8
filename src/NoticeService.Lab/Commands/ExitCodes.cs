namespace NoticeService.Lab.Commands;

/// <summary>What <c>lab</c> returns to the shell.</summary>
internal static class ExitCodes
{
    /// <summary>Done, also when it was ended by Ctrl-C or SIGTERM.</summary>
    public const int Done = 0;

    /// <summary>It failed; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong.</summary>
    public const int Usage = 2;

    /// <summary>A pack says what does not follow from its data.</summary>
    public const int DoesNotFollow = 3;
}
