using Microsoft.Extensions.Options;

namespace NoticeService.Access;

/// <summary>
/// The keys of one file, which may be exchanged while the service runs. It is looked at by its content, not by file events or
/// times, which a Kubernetes Secret (a link that is swapped) does not give. A wrong file changes nothing. Thread-safe.
/// </summary>
internal sealed partial class KeyFile
{
    private readonly string option;
    private readonly string path;
    private readonly ILogger logger;
    private readonly Lock polling = new();
    private volatile IReadOnlyList<VerificationKey> keys;
    private string seen;

    /// <param name="option">Name of the option that names the file, for messages.</param>
    /// <param name="path">The file.</param>
    /// <param name="logger">Told of each change.</param>
    /// <exception cref="OptionsValidationException">The file is missing or wrong: without good keys there is no service.</exception>
    public KeyFile(string option, string path, ILogger logger)
    {
        this.option = option;
        this.path = path;
        this.logger = logger;
        try
        {
            seen = File.ReadAllText(path);
            keys = KeySet.Parse(seen);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new OptionsValidationException(AccessOptions.Section, typeof(AccessOptions), [$"{option}: '{path}' cannot be used: {wrong.Message}"]);
        }

        LogApplied(logger, option, path, keys.Count);
    }

    /// <summary>The last good ones; at least one.</summary>
    public IReadOnlyList<VerificationKey> Keys => keys;

    /// <summary>Looks at the file once.</summary>
    /// <returns>Whether there are new keys.</returns>
    public bool Poll()
    {
        lock (polling)
        {
            try
            {
                var text = File.ReadAllText(path);
                if (!IsNews_NeedsLock(text))
                {
                    return false;
                }

                keys = KeySet.Parse(text);
            }
            catch (FormatException wrong)
            {
                LogRejected(logger, option, path, wrong.Message);
                return false;
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
            {
                // By its message, so that a file that stays away is told once.
                if (IsNews_NeedsLock(wrong.Message))
                {
                    LogRejected(logger, option, path, wrong.Message);
                }

                return false;
            }
        }

        LogApplied(logger, option, path, keys.Count);
        return true;
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
