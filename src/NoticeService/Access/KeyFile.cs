using Microsoft.Extensions.Options;

namespace NoticeService.Access;

/// <summary>
/// The keys of one file. It is looked at by its content, not by file events or times, which a Kubernetes Secret (a link that is
/// swapped) does not give. Thread-safe.
/// </summary>
internal sealed class KeyFile : KeySource
{
    private readonly string path;

    /// <inheritdoc cref="KeySource(string, string, ILogger)"/>
    /// <exception cref="OptionsValidationException">The file is missing or wrong: without good keys there is no service.</exception>
    public KeyFile(string option, string path, ILogger logger)
        : base(option, path, logger)
    {
        this.path = path;
        try
        {
            Begin(File.ReadAllText(path));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new OptionsValidationException(AccessOptions.Section, typeof(AccessOptions), [$"{Told} cannot be used: {wrong.Message}"]);
        }
    }

    /// <summary>Looks at the file once.</summary>
    /// <returns>Whether there are new keys.</returns>
    public bool Poll()
    {
        try
        {
            return Take(File.ReadAllText(path));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            Lacks(wrong.Message);
            return false;
        }
    }

    public override Task PollAsync(CancellationToken cancellationToken)
    {
        Poll();
        return Task.CompletedTask;
    }
}
