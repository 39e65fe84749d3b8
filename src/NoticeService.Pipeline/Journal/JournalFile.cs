namespace NoticeService.Pipeline.Journal;

/// <summary>One segment that is written to. Tests put one that fails in its place.</summary>
internal interface IJournalFile : IDisposable
{
    /// <exception cref="IOException">Not all was written; some may be.</exception>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Returns when all that was appended is on the disk.</summary>
    /// <exception cref="IOException">Whether it is, is unknown.</exception>
    void Flush();
}

/// <summary>A segment on the disk.</summary>
internal sealed class JournalFile(string path, FileMode mode) : IJournalFile
{
    // Nobody else writes; the reconciler and verify read meanwhile.
    private readonly FileStream file = new(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Append(ReadOnlySpan<byte> bytes) => file.Write(bytes);

    // A new file's entry in its folder is flushed with it on ext4 and XFS; nothing here relies on more.
    public void Flush() => file.Flush(flushToDisk: true);

    public void Dispose() => file.Dispose();
}
