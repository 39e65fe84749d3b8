using System.Globalization;

namespace NoticeService.Pipeline.Journal;

/// <summary>The files of a journal: segments that are numbered and dated, the journal's name, and the seals. Reads only.</summary>
public sealed class JournalFolder(string path)
{
    /// <summary>Begins each segment.</summary>
    internal static ReadOnlySpan<byte> Magic => "NOTICEJ1"u8;

    public string Path { get; } = path;

    /// <summary>Where the seals are.</summary>
    public string Seals { get; } = System.IO.Path.Combine(path, "seals");

    /// <summary>The segments, the oldest first.</summary>
    public IReadOnlyList<(long Number, DateOnly Day, string Path)> Segments() =>
    [
        .. (Directory.Exists(Path) ? Directory.EnumerateFiles(Path, "*.journal") : [])
            .Select(file => (Name: System.IO.Path.GetFileNameWithoutExtension(file).Split('-'), File: file))
            .Where(f => f.Name.Length == 2)
            .Select(f => (
                long.TryParse(f.Name[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0,
                DateOnly.TryParseExact(f.Name[1], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : default,
                f.File))
            .Where(s => s.Item1 > 0 && s.Item2 != default)
            .OrderBy(s => s.Item1),
    ];

    /// <summary>The first position of what was written on a day or later.</summary>
    public JournalPosition Since(DateOnly day) => Segments() is { Count: > 0 } all
        ? new(all.Where(s => s.Day >= day).Select(s => s.Number).FirstOrDefault(all[^1].Number + 1), 0)
        : default;

    /// <summary>The entries in the order in which they were written.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive; null for all that is there.</param>
    /// <param name="damaged">Called with the day of the file for each entry that cannot be read; a torn tail is none.</param>
    public IEnumerable<JournalEntry> Read(JournalPosition from, JournalPosition? to = null, Action<DateOnly>? damaged = null)
    {
        foreach (var (number, day, file) in Segments().Where(s => s.Number >= from.Segment && (to is null || s.Number <= to.Value.Segment)))
        {
            var start = number == from.Segment ? from.Offset : 0;
            var end = number == to?.Segment ? to.Value.Offset : long.MaxValue;
            using var segment = new JournalSegmentReader(file, Math.Max(start, Magic.Length), end);
            while (segment.Next() is { } entry)
            {
                yield return entry;
            }

            for (var i = 0; i < segment.Damages; i++)
            {
                damaged?.Invoke(day);
            }
        }
    }

    internal string SegmentPath(long number, DateOnly day) =>
        System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{number:D10}-{day:yyyyMMdd}.journal"));
}
