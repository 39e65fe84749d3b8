using System.Text;

namespace NoticeService.Lab.RealCases;

/// <summary>Rows of one of the files that the executable carries: CSV with a header, quotes doubled inside quotes.</summary>
internal static class PublishedRows
{
    private const string Prefix = "RealCases/";

    /// <summary>Every row as column name to text.</summary>
    /// <exception cref="InvalidOperationException">The build left the file out.</exception>
    /// <exception cref="FormatException">A row has not as many fields as the header.</exception>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Of(string file)
    {
        using var stream = typeof(PublishedRows).Assembly.GetManifestResourceStream(Prefix + file)
            ?? throw new InvalidOperationException($"This build carries no {file}.");
        using var reader = new StreamReader(stream);
        return Parse(file, reader);
    }

    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Parse(string file, TextReader reader)
    {
        var header = Split(reader.ReadLine() ?? "");
        var rows = new List<IReadOnlyDictionary<string, string>>();
        for (var number = 2; reader.ReadLine() is { } line; number++)
        {
            var fields = Split(line);
            if (fields.Count != header.Count)
            {
                throw new FormatException($"{file}, line {number}: {fields.Count} fields, the header has {header.Count}.");
            }

            rows.Add(header.Zip(fields).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal));
        }

        return rows;
    }

    private static List<string> Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                if (isQuoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = !isQuoted;
                }
            }
            else if (line[i] == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
