using System.Globalization;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;

namespace NoticeService.Pipeline.Sealing;

/// <summary>The seals in a journal's folder, a file for each day.</summary>
public sealed class SealFiles(JournalFolder folder)
{
    private const string Format = "yyyy-MM-dd";

    /// <summary>The days that have a file, the earliest first.</summary>
    public IReadOnlyList<DateOnly> Days() =>
    [
        .. (Directory.Exists(folder.Seals) ? Directory.EnumerateFiles(folder.Seals, "*.seal") : [])
            .Select(file => DateOnly.TryParseExact(Path.GetFileNameWithoutExtension(file), Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : default)
            .Where(day => day != default)
            .Order(),
    ];

    /// <exception cref="FormatException">The file is none of ours, or was changed.</exception>
    public SealedDay Read(DateOnly day) => SealedDay.Parse(File.ReadLines(PathOf(day)));

    public void Write(SealedDay day)
    {
        ArgumentNullException.ThrowIfNull(day);
        DurableFile.Write(PathOf(day.Seal.Day), day.Lines());
    }

    private string PathOf(DateOnly day) => Path.Combine(folder.Seals, day.ToString(Format, CultureInfo.InvariantCulture) + ".seal");
}
