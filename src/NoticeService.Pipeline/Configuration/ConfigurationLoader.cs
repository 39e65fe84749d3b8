using NoticeService.Domain.Networks;
using NoticeService.Domain.Notices;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Configuration.Json;
using NoticeService.Pipeline.Configuration.Mmdb;
using NoticeService.Pipeline.Configuration.Sections;

namespace NoticeService.Pipeline.Configuration;

/// <summary>Reads <c>notices.json</c> and stand-alone <c>network.json</c> files, and tells all their mistakes at once. Not thread-safe.</summary>
/// <param name="programFolder">Where the service's program lies, with the table that comes with it; null when this is it.</param>
public sealed class ConfigurationLoader(string? programFolder = null)
{
    private readonly AsnSources asnSources = new();
    private readonly string program = programFolder ?? AppContext.BaseDirectory;

    /// <summary>The AS table that comes with the service, for a network that names none: for development and tests. It may not be there.</summary>
    public string BundledAsnRanges => Path.Combine(program, "Networks", "Data", "asn_ipv4_ranges.csv.gz");

    /// <summary>Reads and checks <c>notices.json</c> and the files that it names.</summary>
    /// <exception cref="ConfigurationException">Missing, unreadable or wrong: all mistakes.</exception>
    public NoticeConfiguration Load(string path) => Load(path, ReadBytes(path));

    /// <summary>Reads and checks a stand-alone <c>network.json</c>; the <c>network</c> of a <c>notices.json</c> does as well.</summary>
    /// <exception cref="ConfigurationException">Missing, unreadable or wrong: all mistakes.</exception>
    public NetworkTable LoadNetwork(string path)
    {
        var mistakes = new Mistakes(Path.GetFileName(path));
        if (ConfigNodeParser.Parse(ReadBytes(path), mistakes) is { } root)
        {
            if (root.Properties.Exists(p => p.Key == "network"))
            {
                return Load(path).Network;
            }

            var draft = NetworkSection.Read(root, mistakes);
            var (source, _) = ReadAsnSource(draft, path, mistakes);
            mistakes.ThrowIfAny();
            return new NetworkTable(draft.Isps, draft.Paths, draft.Servers, source);
        }

        mistakes.ThrowIfAny();
        return NetworkTable.Empty;
    }

    /// <summary>The engine's thresholds in a <c>notices.json</c>; a stand-alone <c>network.json</c> has none, and then the defaults hold.</summary>
    /// <exception cref="ConfigurationException">Missing, unreadable or wrong: all mistakes.</exception>
    public VerdictSettings LoadVerdictSettings(string path)
    {
        var mistakes = new Mistakes(Path.GetFileName(path));
        return ConfigNodeParser.Parse(ReadBytes(path), mistakes) is { } root && root.Properties.Exists(p => p.Key == "network")
            ? Load(path).Verdict
            : new VerdictSettings();
    }

    /// <summary>
    /// Where a file lies that a configuration names: beside the configuration; else beside the program, since a mounted ConfigMap has
    /// no room for the bundled table.
    /// </summary>
    /// <param name="configuration">Path of the configuration.</param>
    /// <param name="name">As it is named there.</param>
    public string Locate(string configuration, string name)
    {
        var beside = Path.GetFullPath(name, Path.GetDirectoryName(Path.GetFullPath(configuration))!);
        var bundled = Path.GetFullPath(name, program);
        return !File.Exists(beside) && File.Exists(bundled) ? bundled : beside;
    }

    /// <summary>As <see cref="Load(string)"/>, of bytes already read from that path.</summary>
    internal NoticeConfiguration Load(string path, ReadOnlySpan<byte> utf8) => Load(Path.GetFileName(path), utf8, path);

    private NoticeConfiguration Load(string name, ReadOnlySpan<byte> utf8, string? path)
    {
        var mistakes = new Mistakes(name);
        var configuration = ConfigNodeParser.Parse(utf8, mistakes) is { } root
            ? ObjectReader.Read(root, mistakes, reader => Read(reader, path))
            : null;
        mistakes.ThrowIfAny();
        return configuration!;
    }

    /// <summary>
    /// Checks a policy that is asked about and not in force. The tables of addresses that it names are not read: they may lie elsewhere, and
    /// what becomes of a notice does not depend on them. Thread-safe.
    /// </summary>
    /// <param name="name">For what is told of mistakes.</param>
    /// <param name="utf8">Of a <c>notices.json</c>.</param>
    /// <exception cref="ConfigurationException">Wrong: all mistakes.</exception>
    public NoticeConfiguration LoadPolicy(string name, ReadOnlySpan<byte> utf8) => Load(name, utf8, null);

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotReadable(path, error);
        }
    }

    /// <param name="path">As it was given: a name alone would not say where it was looked for.</param>
    /// <param name="error">Why.</param>
    internal static ConfigurationException NotReadable(string path, Exception error) => new(
        [new ConfigurationMistake(path, 0, "", $"cannot be read: {error.Message}")], error);

    // Null once there is any mistake: a table is not built from half of a file.
    private NoticeConfiguration? Read(ObjectReader root, string? path)
    {
        var mistakes = root.Mistakes;
        root.Optional("$schema");
        var draft = root.Required("network") is { } network ? NetworkSection.Read(network, mistakes) : NetworkDraft.Empty;
        var cohorts = CohortSection.Read(root.Items("cohorts"), draft, mistakes);
        var pacing = PacingSection.Read(root.Optional("pacing"), mistakes);
        var verdict = VerdictSection.Read(root.Optional("verdict"), mistakes);
        var texts = TextsSection.Read(root.Optional("texts"), draft, mistakes);
        var suspensions = SuspensionSection.Read(root.Items("suspensions"), draft, cohorts, mistakes);
        var disputes = DisputeSection.Read(root.Optional("disputes"), mistakes);
        var (source, files) = path is null ? (null, []) : ReadAsnSource(draft, path, mistakes);
        return mistakes.Any ? null : new NoticeConfiguration
        {
            Network = new NetworkTable(draft.Isps, draft.Paths, draft.Servers, source),
            Cohorts = cohorts,
            Pacing = pacing,
            Verdict = verdict,
            Texts = new NoticeTexts(texts),
            Suspensions = suspensions,
            Disputes = disputes,
            DataFiles = files,
        };
    }

    private (IAsnSource? Source, IReadOnlyList<string> Files) ReadAsnSource(NetworkDraft draft, string path, Mistakes mistakes)
    {
        var sources = new List<IAsnSource>();
        var files = new List<string>();

        // The database first: it is the one that was bought.
        Add(draft.Mmdb, draft.Mmdb.AsText(mistakes, 1000), asnSources.Mmdb);
        Add(draft.AsnRanges, draft.AsnRanges.AsText(mistakes, 1000), asnSources.Ranges);
        if (draft is { FirstAsn: not null, Mmdb: null, AsnRanges: null })
        {
            Add(draft.FirstAsn, File.Exists(BundledAsnRanges) ? BundledAsnRanges : null, asnSources.Ranges);
            if (files.Count == 0)
            {
                mistakes.Add(draft.FirstAsn, "AS numbers need 'asn_ranges' or 'mmdb': a table of who announces which address");
            }
        }

        return (sources.Count switch { 0 => null, 1 => sources[0], _ => new LayeredAsnSource(sources) }, files);

        void Add(ConfigNode? node, string? name, Func<string, IAsnSource> read)
        {
            if (node is null || name is null)
            {
                return;
            }

            var file = Locate(path, name);
            files.Add(file);
            try
            {
                sources.Add(read(file));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or MmdbException)
            {
                mistakes.Add(node, $"'{name}' cannot be read: {error.Message}");
            }
        }
    }
}
