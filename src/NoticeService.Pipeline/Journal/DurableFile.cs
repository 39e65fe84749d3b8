namespace NoticeService.Pipeline.Journal;

/// <summary>A small file that is there whole or not at all.</summary>
internal static class DurableFile
{
    public static void Write(string path, string text) => Write(path, [text]);

    /// <param name="lines">Divided by line feeds.</param>
    public static void Write(string path, IEnumerable<string> lines)
    {
        var draft = path + ".new";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        using (var writer = new StreamWriter(file))
        {
            var separator = "";
            foreach (var line in lines)
            {
                writer.Write(separator);
                writer.Write(line);
                separator = "\n";
            }

            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
