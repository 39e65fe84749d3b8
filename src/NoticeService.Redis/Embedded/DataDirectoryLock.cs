namespace NoticeService.Redis.Embedded;

/// <summary>Keeps a second service out of a data folder, since Garnet does not. Ends with the process, however that ends.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    /// <exception cref="EmbeddedStoreException">Another service has it, or it cannot be written.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return new DataDirectoryLock(new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedStoreException(
                $"The data folder {directory} is in use by another service, or cannot be written ({fault.Message}). "
                + "Stop the other one, or give this one its own with Embedded:DataDirectory.",
                fault);
        }
    }

    public void Dispose() => file.Dispose();
}
