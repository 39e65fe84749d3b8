namespace NoticeService.Pipeline.Configuration;

/// <summary>A configuration file is missing or wrong. The message lists all mistakes, one a line.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationMistake> mistakes, Exception? inner = null)
    : Exception(string.Join('\n', mistakes), inner)
{
    /// <summary>All of them, in the order of the file.</summary>
    public IReadOnlyList<ConfigurationMistake> Mistakes { get; } = mistakes;
}
