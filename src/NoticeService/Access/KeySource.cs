namespace NoticeService.Access;

/// <summary>Where public keys come from, which may be exchanged while the service runs: what is wrong changes nothing. Thread-safe.</summary>
/// <param name="option">Name of the option that names the place, for messages.</param>
/// <param name="place">The file, or the address.</param>
/// <param name="logger">Told of each change.</param>
internal abstract partial class KeySource(string option, string place, ILogger logger)
{
    private readonly Lock taking = new();
    private volatile IReadOnlyList<VerificationKey> keys = [];
    private string? seen;

    /// <summary>The last good ones; none before the first.</summary>
    public IReadOnlyList<VerificationKey> Keys => keys;

    /// <summary>What to call it in messages.</summary>
    protected string Told => $"{option}: '{place}'";

    /// <summary>Looks once whether there are new keys.</summary>
    public abstract Task PollAsync(CancellationToken cancellationToken);

    /// <summary>A token names a key that is not among these: it may be a new one.</summary>
    public virtual void Missed()
    {
    }

    /// <summary>The keys in force, at the start: later <see cref="Take"/> is forgiving.</summary>
    /// <exception cref="FormatException">They are wrong.</exception>
    protected void Begin(string text)
    {
        lock (taking)
        {
            seen = text;
            keys = KeySet.Parse(text);
        }

        LogApplied(logger, option, place, keys.Count);
    }

    /// <summary>Takes what was read.</summary>
    /// <returns>Whether there are new keys.</returns>
    protected bool Take(string text)
    {
        lock (taking)
        {
            if (!IsNews_NeedsLock(text))
            {
                return false;
            }

            try
            {
                keys = KeySet.Parse(text);
            }
            catch (FormatException wrong)
            {
                LogRejected(logger, option, place, wrong.Message);
                return false;
            }
        }

        LogApplied(logger, option, place, keys.Count);
        return true;
    }

    /// <summary>It could not be read. By its reason, so that what stays away is told once.</summary>
    protected void Lacks(string reason)
    {
        lock (taking)
        {
            if (IsNews_NeedsLock(reason))
            {
                LogRejected(logger, option, place, reason);
            }
        }
    }

    private bool IsNews_NeedsLock(string text)
    {
        if (text == seen)
        {
            return false;
        }

        seen = text;
        return true;
    }

    [LoggerMessage(5010, LogLevel.Error, "{Option}: the changed keys in {Path} are rejected, and the last good ones stay in force: {Reason}")]
    private static partial void LogRejected(ILogger logger, string option, string path, string reason);

    [LoggerMessage(5011, LogLevel.Information, "{Option}: {Path} is in force; keys: {Keys}.")]
    private static partial void LogApplied(ILogger logger, string option, string path, int keys);
}
