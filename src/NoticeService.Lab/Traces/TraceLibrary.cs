using System.Globalization;
using System.Reflection;

namespace NoticeService.Lab.Traces;

/// <summary>The traces that the executable carries, by kind, in the order of their names. Immutable.</summary>
internal sealed class TraceLibrary
{
    private const string Prefix = "Traces/";

    private TraceLibrary(IReadOnlyList<Trace> fcc, IReadOnlyList<Trace> puffer)
    {
        Fcc = fcc;
        Puffer = puffer;
    }

    /// <summary>US FCC Measuring Broadband America web-get tests.</summary>
    public IReadOnlyList<Trace> Fcc { get; }

    /// <summary>Sessions of Stanford's Puffer.</summary>
    public IReadOnlyList<Trace> Puffer { get; }

    /// <exception cref="InvalidOperationException">The build left out the data.</exception>
    public static TraceLibrary Load()
    {
        var assembly = typeof(TraceLibrary).Assembly;
        var names = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix + "fixed_", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        var fcc = Read(assembly, names, "fixed_fcc_");
        var puffer = Read(assembly, names, "fixed_puffer_");
        return fcc.Count > 0 && puffer.Count > 0
            ? new TraceLibrary(fcc, puffer)
            : throw new InvalidOperationException("This build carries no throughput traces.");
    }

    /// <summary>Only the lines that never lose, all by themselves, half of their norm for two minutes: no home of theirs is at fault.</summary>
    public TraceLibrary Steady() => new([.. Fcc.Where(IsSteady)], [.. Puffer.Where(IsSteady)]);

    private static bool IsSteady(Trace trace) => trace.DeepestFade < 0.5;

    private static List<Trace> Read(Assembly assembly, List<string> names, string kind) =>
        names.Where(name => name.StartsWith(Prefix + kind, StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return Parse(Path.GetFileNameWithoutExtension(name[Prefix.Length..]), reader);
            })
            .ToList();

    /// <summary>Reads CSV with the header <c>t_s,throughput_kbps</c>.</summary>
    /// <exception cref="FormatException">Not such a file; names the row.</exception>
    public static Trace Parse(string name, TextReader reader)
    {
        var header = reader.ReadLine();
        if (header != "t_s,throughput_kbps")
        {
            throw new FormatException($"Trace {name}: the header is \"{header}\", not \"t_s,throughput_kbps\".");
        }

        var rows = new List<(double, double)>();
        while (reader.ReadLine() is { } line)
        {
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            if (comma < 0
                || !double.TryParse(line.AsSpan(0, comma), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                || !double.TryParse(line.AsSpan(comma + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var kbps)
                || kbps < 0)
            {
                throw new FormatException($"Trace {name}: row {rows.Count + 2} is not \"seconds,kbps\": \"{line}\".");
            }

            rows.Add((seconds, kbps));
        }

        return Trace.FromRows(name, rows);
    }
}
