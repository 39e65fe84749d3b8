namespace NoticeService.Pipeline.Configuration;

/// <summary>One mistake in a configuration file.</summary>
/// <param name="File">Name of the file, without its folder; of a file that cannot be read, the path as it was given.</param>
/// <param name="Line">From 1; 0 when the whole file is meant.</param>
/// <param name="Path">Where in the JSON, for example <c>cohorts[0].percentage</c>; empty for the root.</param>
/// <param name="Reason">What is wrong, in words.</param>
public sealed record ConfigurationMistake(string File, int Line, string Path, string Reason)
{
    /// <summary>For example <c>notices.json:12: cohorts[0].percentage: 120 is not between 0 and 100</c>.</summary>
    public override string ToString() => string.Concat(
        File,
        Line > 0 ? $":{Line}" : "",
        ": ",
        Path.Length > 0 ? $"{Path}: " : "",
        Reason);
}
