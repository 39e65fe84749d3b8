using System.Text.Json;
using System.Text.Json.Serialization;

namespace NoticeService.Lab.Simulation;

/// <summary>One line of a script: at a time, links are crowded or restored.</summary>
internal sealed record ScriptEvent
{
    /// <summary>When, s after the fleet started.</summary>
    public required double AtS { get; init; }

    /// <summary><c>access</c>, <c>interconnect</c>, <c>transit</c>, <c>server</c> or <c>home</c>.</summary>
    public required LinkKind Link { get; init; }

    /// <summary>ISP id; absent is all. For access, interconnect and home.</summary>
    public string? Isp { get; init; }

    /// <summary>Path id; absent is all.</summary>
    public string? Path { get; init; }

    /// <summary>Metro; absent is all.</summary>
    public string? Metro { get; init; }

    /// <summary>Server name; absent is all. For server.</summary>
    public string? Server { get; init; }

    /// <summary>For home: how many homes. Default 1.</summary>
    public int Homes { get; init; } = 1;

    /// <summary>
    /// Capacity as a fraction of what the sessions that cross the link want at that moment, for a home of what its line carries;
    /// absent restores it.
    /// </summary>
    public double? Fraction { get; init; }

    /// <summary>What to tell the watcher; absent: made from the rest.</summary>
    public string? Say { get; init; }

    [JsonIgnore]
    public LinkSelector Selector => new(Link, Isp, Path, Metro, Server);

    public override string ToString() =>
        Say ?? (Link == LinkKind.Home ? (Fraction is { } left ? $"the Wi-Fi of {Homes} homes fades to {left:P0} ({Selector})" : $"the Wi-Fi is well again ({Selector})")
            : Fraction is { } fraction ? $"crowd {Selector}: capacity for {fraction:P0} of the demand" : $"restore {Selector}");
}

/// <summary>What happens to the links of a world, in order of time. Immutable.</summary>
internal sealed record CrowdingScript(IReadOnlyList<ScriptEvent> Events)
{
    private const string Resource = "Scripts/builtin.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter<LinkKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Nothing happens.</summary>
    public static CrowdingScript Calm { get; } = new([]);

    /// <summary>The story of the demo.</summary>
    public static CrowdingScript Builtin()
    {
        using var stream = typeof(CrowdingScript).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("This build carries no builtin script.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Reads <c>{"events":[...]}</c>.</summary>
    /// <exception cref="FormatException">Not such a script; says where and why.</exception>
    public static CrowdingScript Parse(string text)
    {
        CrowdingScript script;
        try
        {
            script = JsonSerializer.Deserialize<CrowdingScript>(text, Json) ?? throw new FormatException("The script is empty.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"The script is not valid: {error.Message}", error);
        }

        if (script.Events is null)
        {
            throw new FormatException("The script has no \"events\".");
        }

        foreach (var step in script.Events)
        {
            if (step.AtS < 0 || step.Fraction is <= 0 or > 100 || step.Homes < 1)
            {
                throw new FormatException($"The event \"{step}\": at_s must be at least 0, fraction above 0 and at most 100, homes at least 1.");
            }

            if (step.Link == LinkKind.Home && (step.Path ?? step.Server) is not null)
            {
                throw new FormatException($"The event \"{step}\": a home has neither path nor server; isp and metro say where it is.");
            }
        }

        return new CrowdingScript([.. script.Events.OrderBy(step => step.AtS)]);
    }

    /// <summary>Events that mean no link of a network, in words: most likely a wrong id.</summary>
    public IReadOnlyList<string> Mistakes(WorldNetwork network)
    {
        var links = new LinkTable(network);
        return Events.Where(step => !links.Matching(step.Link == LinkKind.Home ? step.Selector with { Kind = LinkKind.Access } : step.Selector).Any())
            .Select(step => $"\"{step}\" means no link of this network: ISPs are {string.Join(", ", network.Isps.Select(isp => isp.Id))}; "
                + $"paths {string.Join(", ", network.Paths)}; metros {string.Join(", ", network.Metros)}.")
            .ToList();
    }
}
