using NoticeService.Pipeline.Journal;

namespace NoticeService.Pipeline.Tests.Journal;

/// <summary>Real segments on a disk that is full, cannot flush, or is slow, when told to be.</summary>
internal sealed class BrokenDisk
{
    private int flushes;

    /// <summary>Bytes that still fit; null is enough.</summary>
    public long? Room { get; set; }

    public bool CannotFlush { get; set; }

    /// <summary>Flushes wait for it.</summary>
    public ManualResetEventSlim Quick { get; } = new(initialState: true);

    public int Flushes => flushes;

    public IJournalFile Create(string path) => new Segment(this, new JournalFile(path, FileMode.CreateNew));

    private sealed class Segment(BrokenDisk disk, JournalFile file) : IJournalFile
    {
        public void Append(ReadOnlySpan<byte> bytes)
        {
            if (disk.Room is { } room && room < bytes.Length)
            {
                // A full disk takes what fits.
                file.Append(bytes[..(int)room]);
                disk.Room = 0;
                throw new IOException("No space left on device");
            }

            disk.Room -= bytes.Length;
            file.Append(bytes);
        }

        public void Flush()
        {
            disk.Quick.Wait();
            Interlocked.Increment(ref disk.flushes);
            if (disk.CannotFlush)
            {
                throw new IOException("Input/output error");
            }

            file.Flush();
        }

        public void Dispose() => file.Dispose();
    }
}
