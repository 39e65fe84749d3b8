namespace NoticeService.Pipeline.Recording;

/// <summary>
/// Reads the files of a recording as one, by time: the parts of a pod one after the other, those of several pods side by side. One that is not yet
/// due is not held open. Not thread-safe.
/// </summary>
public sealed class TelemetryFiles : IDisposable
{
    private readonly Queue<(string Path, long FirstMs)> later;
    private readonly List<Open> open = [];
    private readonly int count;
    private Open? last;
    private int done;

    /// <summary>Looks at the first row of each.</summary>
    /// <param name="paths">At least one, in any order.</param>
    /// <exception cref="IOException">One is not readable.</exception>
    /// <exception cref="FormatException">One is no recorded telemetry; the message names it.</exception>
    public TelemetryFiles(IReadOnlyCollection<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        count = paths.Count;
        later = new Queue<(string, long)>(paths.Count == 1 ? paths.Select(p => (p, 0L)) : paths.Select(p => (p, FirstMs(p))).OrderBy(p => p.Item2));
    }

    /// <summary>How much was read, 0 to 1.</summary>
    public double Progress => (done + open.Sum(o => o.Reader.Progress)) / count;

    /// <summary>Lines read of the files so far.</summary>
    public long Lines { get; private set; }

    /// <summary>Reads the next row.</summary>
    /// <param name="line">Until the next call; meaningless with a mistake.</param>
    /// <param name="mistake">What is wrong with the line, with its file, number and column; null when nothing is.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="FormatException">The gzip data of a file are broken; the message names it.</exception>
    public bool Read(out TelemetryLine line, out string? mistake)
    {
        line = default;
        mistake = null;
        if (last is { } before)
        {
            last = null;
            Advance(before);
        }

        while (true)
        {
            var next = open.MinBy(o => o.HeadMs);
            if (later.TryPeek(out var due) && (next is null || due.FirstMs <= next.HeadMs))
            {
                later.Dequeue();
                var begun = new Open(due.Path, Reader(due.Path));
                open.Add(begun);
                Advance(begun);
                continue;
            }

            if (next is null)
            {
                return false;
            }

            last = next;
            Lines++;
            mistake = next.Mistake;
            line = mistake is null ? next.Reader.Again() : default;
            return true;
        }
    }

    public void Dispose() => open.ForEach(o => o.Reader.Dispose());

    private void Advance(Open file)
    {
        if (Named(file.Path, file.Next))
        {
            return;
        }

        open.Remove(file);
        file.Reader.Dispose();
        done++;
    }

    private static long FirstMs(string path)
    {
        using var reader = Reader(path);
        return Named(path, () =>
        {
            while (reader.Read(out var line, out var mistake))
            {
                if (mistake is null)
                {
                    return line.TimeMs;
                }
            }

            return long.MaxValue;
        });
    }

    private static TelemetryReader Reader(string path) => Named(path, () => new TelemetryReader(path));

    // Of several files it must be told which.
    private static T Named<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"{path}: {wrong.Message}", wrong);
        }
    }

    private sealed class Open(string path, TelemetryReader reader)
    {
        public string Path => path;

        public TelemetryReader Reader => reader;

        public long HeadMs { get; private set; }

        public string? Mistake { get; private set; }

        public bool Next()
        {
            if (!reader.Read(out var line, out var mistake))
            {
                return false;
            }

            Mistake = mistake is null ? null : $"{path}: {mistake}";

            // A line that is none has no time: it is told where it stands.
            HeadMs = mistake is null ? line.TimeMs : HeadMs;
            return true;
        }
    }
}
