namespace NoticeService.Pipeline.Journal;

/// <summary>
/// Reads one segment frame by frame. A damaged frame with a sound one behind it is passed over; damage with nothing sound behind
/// it is the tail that a crash left. Not thread-safe.
/// </summary>
internal sealed class JournalSegmentReader : IDisposable
{
    private readonly FileStream file;
    private readonly long end;
    private byte[] buffer = new byte[64 * 1024];
    private int start;
    private int length;

    /// <param name="path">The segment.</param>
    /// <param name="from">Start of a frame, bytes.</param>
    /// <param name="end">Where to stop; more than the file has is its end.</param>
    public JournalSegmentReader(string path, long from, long end)
    {
        file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        this.end = Math.Min(end, file.Length);
        file.Seek(from, SeekOrigin.Begin);
        Sound = from;
    }

    /// <summary>End of the last sound frame, bytes from the start of the file.</summary>
    public long Sound { get; private set; }

    /// <summary>Damaged frames with a sound one behind: no crash leaves that.</summary>
    public int Damages { get; private set; }

    /// <summary>The next entry; null at the end.</summary>
    public JournalEntry? Next()
    {
        while (true)
        {
            if (!Fill(JournalFrame.HeadSize))
            {
                return null;
            }

            var whole = JournalFrame.TryReadLength(Bytes, out var size) && Fill(JournalFrame.HeadSize + size);
            if (whole && TryTake(out var entry))
            {
                return entry;
            }

            if (!whole || !IsSoundBehind(JournalFrame.HeadSize + size))
            {
                return null;
            }

            Damages++;
            Skip(JournalFrame.HeadSize + size);
        }
    }

    public void Dispose() => file.Dispose();

    private ReadOnlySpan<byte> Bytes => buffer.AsSpan(start, length);

    private bool TryTake(out JournalEntry entry)
    {
        entry = default;
        if (!JournalFrame.TryRead(Bytes, out var payload))
        {
            return false;
        }

        try
        {
            entry = JournalEntry.Decode(payload);
        }
        catch (FormatException)
        {
            // A sound frame of another version: it is told as damage, and kept.
            return false;
        }

        Skip(JournalFrame.HeadSize + payload.Length);
        Sound = file.Position - length;
        return true;
    }

    private bool IsSoundBehind(int offset) =>
        Fill(offset + JournalFrame.HeadSize)
        && JournalFrame.TryReadLength(Bytes[offset..], out var size)
        && Fill(offset + JournalFrame.HeadSize + size)
        && JournalFrame.TryRead(Bytes[offset..], out _);

    private void Skip(int count)
    {
        start += count;
        length -= count;
    }

    // Whether so many bytes are at hand.
    private bool Fill(int count)
    {
        while (length < count)
        {
            if (start + count > buffer.Length)
            {
                var larger = count > buffer.Length ? new byte[Math.Max(count, 2 * buffer.Length)] : buffer;
                Bytes.CopyTo(larger);
                (buffer, start) = (larger, 0);
            }

            var room = Math.Min(buffer.Length - start - length, end - file.Position);
            var read = room <= 0 ? 0 : file.Read(buffer, start + length, (int)room);
            if (read == 0)
            {
                return false;
            }

            length += read;
        }

        return true;
    }
}
