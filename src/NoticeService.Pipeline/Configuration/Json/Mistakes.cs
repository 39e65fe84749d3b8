namespace NoticeService.Pipeline.Configuration.Json;

/// <summary>Collects the mistakes of one file, so that all are told at once. Not thread-safe.</summary>
internal sealed class Mistakes(string file)
{
    private readonly List<ConfigurationMistake> list = [];

    public bool Any => list.Count > 0;

    public void Add(ConfigNode node, string reason) => Add(node.Line, node.Path, reason);

    public void Add(int line, string path, string reason) => list.Add(new ConfigurationMistake(file, line, path, reason));

    /// <exception cref="ConfigurationException">There are some.</exception>
    public void ThrowIfAny(Exception? cause = null)
    {
        if (Any)
        {
            // Stable: mistakes of one line keep the order in which they were found.
            throw new ConfigurationException([.. list.OrderBy(m => m.Line)], cause);
        }
    }
}
