using System.Net;
using System.Text.Json;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Configuration;

namespace NoticeService.Pipeline.Tests.Configuration;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private const string Network = """
        {
          "isps": [{ "id": "verizon", "name": "Verizon", "prefixes": ["192.0.2.0/24"] }, { "id": "cox", "name": "Cox", "prefixes": ["2001:db8::/32"] }],
          "paths": [{ "id": "cogent", "name": "Cogent", "kind": "transit" }],
          "servers": [{ "name": "cache1", "path": "cogent", "metro": "nyc" }]
        }
        """;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_Everything_IsRead()
    {
        var configuration = Load($$"""
            {
              "$schema": "./notices.schema.json",
              "network": {{Network}}, // who is who
              "cohorts": [
                {
                  "name": "a", "enabled": false, "shadow": true, "percentage": 12.5, "salt": "s", "hard_cap": 7, "holdout_share": 0.1,
                  "isps": ["cox"], "metros": ["nyc"], "players": ["tv-app"], "allow": ["u1"], "deny": ["u2"],
                  "starts": "2014-06-04T19:00:00+02:00", "ends": "2014-06-05",
                },
                { "name": "b", "counting_hours": 0.5 },
              ],
              "pacing": { "cooldown_hours": 0.5, "per_isp": { "per_second": 5, "burst": 3 }, "global": { "per_second": 9.5 } },
              "texts": { "isp": { "en": "{isp} is crowded.", "es": "{isp} está congestionada." }, "home": {} },
              "suspensions": [{ "scope": "isp:cox", "reason": "a letter", "operator": "ann" }, { "scope": "cohort:a", "reason": "done", "operator": "bob" }],
            }
            """);
        var cohort = configuration.Cohorts[0];
        Assert.Equivalent(
            new CohortDefinition
            {
                Name = "a", Enabled = false, Shadow = true, Percentage = 12.5, TargetSize = null, Salt = "s", HardCap = 7, HoldoutShare = 0.1,
                Isps = new HashSet<string> { "cox" }, Metros = new HashSet<string> { "nyc" }, Players = ["tv-app"],
                Allow = new HashSet<string> { "u1" }, Deny = new HashSet<string> { "u2" },
                StartsMs = 1_401_901_200_000, EndsMs = 1_401_926_400_000,
            },
            cohort,
            strict: true);
        Assert.Equal((true, false, (double?)null, (long?)200_000, "b", 200_000L, 0.0), (
            configuration.Cohorts[1].Enabled, configuration.Cohorts[1].Shadow, configuration.Cohorts[1].Percentage, configuration.Cohorts[1].TargetSize,
            configuration.Cohorts[1].Salt, configuration.Cohorts[1].HardCap, configuration.Cohorts[1].HoldoutShare));
        Assert.Equal((TimeSpan.FromDays(1), TimeSpan.FromMinutes(30)), (configuration.Cohorts[0].CountedFor, configuration.Cohorts[1].CountedFor));
        Assert.Equal(TimeSpan.FromMinutes(30), configuration.Pacing.Cooldown);
        Assert.Equal(new PacingRate(5, 3), configuration.Pacing.PerIsp);
        Assert.Equal(new PacingRate(9.5, 0), configuration.Pacing.Global);
        Assert.Equal("Cox is crowded.", configuration.Texts.Find(Culprit.Isp, "en-GB", "Cox")?.Text);
        Assert.Null(configuration.Texts.Find(Culprit.Home, "en", "Cox"));
        Assert.NotNull(configuration.Texts.Find(Culprit.Service, "es", "Cox"));
        Assert.Equal("a letter", configuration.SuspensionOf("cox", "b")?.Reason);
        Assert.Equal("done", configuration.SuspensionOf("verizon", "a")?.Reason);
        Assert.Null(configuration.SuspensionOf("verizon", "b"));
        Assert.Equal("verizon", configuration.Network.Resolve(IPAddress.Parse("192.0.2.7"), 0)?.Id);
        Assert.Equal(PathKind.Transit, configuration.Network.FindPath("cogent")?.Kind);
    }

    [Fact]
    public void Load_ManyMistakes_TellsAllWithLinePathAndReason()
    {
        var thrown = Assert.Throws<ConfigurationException>(() => Load("""
            {
              "network": {
                "isps": [
                  { "id": "verizon", "name": "Verizon", "prefixes": ["192.0.2.1/24"] },
                  { "id": "verizon", "name": "Verizon again" },
                ],
                "paths": [{ "id": "cogent", "name": "Cogent", "kind": "transitt" }],
                "servers": [{ "name": "cache1", "path": "level3", "metro": "nyc" }],
              },
              "cohorts": [
                {
                  "name": "a",
                  "percentage": 120,
                  "isps": ["comcast"],
                  "colour": "red",
                },
              ],
              "texts": { "service": { "en": "{isp} is slow." } },
              "suspensions": [{ "scope": "isp:comcast", "reason": "r", "operator": "o" }],
            }
            """));
        Assert.Equal(
            [
                "notices.json:4: network.isps[0].prefixes[0]: '192.0.2.1/24' has host bits set; did you mean 192.0.2.0/24?",
                "notices.json:5: network.isps[1]: the ISP 'verizon' is there already, in line 4",
                "notices.json:7: network.paths[0].kind: 'transitt' is neither 'transit' nor 'peering'",
                "notices.json:8: network.servers[0].path: there is no path 'level3'",
                "notices.json:13: cohorts[0].percentage: 120 is not between 0 and 100",
                "notices.json:14: cohorts[0].isps[0]: there is no ISP 'comcast'",
                "notices.json:15: cohorts[0].colour: unknown property; known here are allow, counting_hours, deny, enabled, ends, hard_cap, holdout_share, isps, metros, name, percentage, players, salt, shadow, starts, target_size",
                "notices.json:18: texts.service.en: may not name the ISP: the fault is not the network's",
                "notices.json:19: suspensions[0].scope: 'isp:comcast' is neither all, nor isp:ID of an ISP, nor cohort:NAME of a cohort in this file",
            ],
            thrown.Mistakes.Select(m => m.ToString()));
        Assert.Equal(string.Join('\n', thrown.Mistakes), thrown.Message);
    }

    [Theory]
    // Cohorts
    [InlineData("cohorts", """[{ "name": "a", "percentage": -0.1 }]""", "cohorts[0].percentage")]
    [InlineData("cohorts", """[{ "name": "a", "percentage": 0 }]""", null)]
    [InlineData("cohorts", """[{ "name": "a", "percentage": 100 }]""", null)]
    [InlineData("cohorts", """[{ "name": "a", "percentage": 100.1 }]""", "cohorts[0].percentage")]
    [InlineData("cohorts", """[{ "name": "a", "percentage": "5" }]""", "cohorts[0].percentage")]
    [InlineData("cohorts", """[{ "name": "a", "target_size": 0 }]""", "cohorts[0].target_size")]
    [InlineData("cohorts", """[{ "name": "a", "target_size": 1.5 }]""", "cohorts[0].target_size")]
    [InlineData("cohorts", """[{ "name": "a", "target_size": 9, "counting_hours": 0 }]""", null)]
    [InlineData("cohorts", """[{ "name": "a", "target_size": 9, "counting_hours": 672 }]""", null)]
    [InlineData("cohorts", """[{ "name": "a", "target_size": 9, "counting_hours": 673 }]""", "cohorts[0].counting_hours")]
    [InlineData("cohorts", """[{ "name": "a", "target_size": 9, "counting_hours": -1 }]""", "cohorts[0].counting_hours")]
    [InlineData("cohorts", """[{ "name": "a", "percentage": 9, "counting_hours": 1 }]""", "cohorts[0].counting_hours")]
    [InlineData("cohorts", """[{ "name": "a", "target_size": 9, "percentage": 9 }]""", "cohorts[0].target_size")]
    [InlineData("cohorts", """[{ "name": "a", "target_size": 9, "hard_cap": 9 }]""", null)]
    [InlineData("cohorts", """[{ "name": "a", "target_size": 9, "hard_cap": 8 }]""", "cohorts[0].hard_cap")]
    [InlineData("cohorts", """[{ "name": "a", "holdout_share": 1 }]""", null)]
    [InlineData("cohorts", """[{ "name": "a", "holdout_share": 1.01 }]""", "cohorts[0].holdout_share")]
    [InlineData("cohorts", """[{ "name": "a", "metros": ["lax"] }]""", "cohorts[0].metros[0]")]
    [InlineData("cohorts", """[{ "name": "a", "enabled": "yes" }]""", "cohorts[0].enabled")]
    [InlineData("cohorts", """[{ "name": "a b" }]""", "cohorts[0].name")]
    [InlineData("cohorts", """[{ "name": "" }]""", "cohorts[0].name")]
    [InlineData("cohorts", """[{ }]""", "cohorts[0]")]
    [InlineData("cohorts", """[7]""", "cohorts[0]")]
    [InlineData("cohorts", """{ }""", "cohorts")]
    [InlineData("cohorts", """[{ "name": "a" }, { "name": "a" }]""", "cohorts[1]")]
    [InlineData("cohorts", """[{ "name": "a", "name": "b" }]""", "cohorts[0].name")]
    [InlineData("cohorts", """[{ "name": "a", "starts": "2014-06-04T19:00:00" }]""", "cohorts[0].starts")]
    [InlineData("cohorts", """[{ "name": "a", "starts": "soon" }]""", "cohorts[0].starts")]
    [InlineData("cohorts", """[{ "name": "a", "starts": "2014-06-05", "ends": "2014-06-05" }]""", "cohorts[0].ends")]
    [InlineData("cohorts", """[{ "name": "a", "starts": "2014-06-05", "ends": "2014-06-05T00:00:00.001Z" }]""", null)]
    // Pacing
    [InlineData("pacing", """{ "cooldown_hours": 0 }""", "pacing.cooldown_hours")]
    [InlineData("pacing", """{ "cooldown_hours": 8784 }""", null)]
    [InlineData("pacing", """{ "cooldown_hours": 8785 }""", "pacing.cooldown_hours")]
    [InlineData("pacing", """{ "per_isp": { "per_second": 0 } }""", "pacing.per_isp.per_second")]
    [InlineData("pacing", """{ "per_isp": { "burst": 1 } }""", "pacing.per_isp")]
    [InlineData("pacing", """{ "global": { "per_second": 1, "burst": -1 } }""", "pacing.global.burst")]
    [InlineData("pacing", """{ "global": { "per_second": 1e400 } }""", "pacing.global.per_second")]
    // Texts
    [InlineData("texts", """{ "isp": { "es": "{isp}." } }""", "texts.isp")]
    [InlineData("texts", """{ "isp": { "en": "{isp} {name}." } }""", "texts.isp.en")]
    [InlineData("texts", """{ "isp": { "en": "Verizon is crowded." } }""", "texts.isp.en")]
    [InlineData("texts", """{ "home": { "en": "Ask Cox." } }""", "texts.home.en")]
    [InlineData("texts", """{ "home": { "en": "Ask your Coxswain." } }""", null)]
    [InlineData("texts", """{ "home": { "en": "Ask {isp}." } }""", "texts.home.en")]
    [InlineData("texts", """{ "path": { "en": "The {isp} network is crowded right now." } }""", "texts.path.en")]
    [InlineData("texts", """{ "path": { "en": "Our way to {isp} is crowded." } }""", null)]
    [InlineData("texts", """{ "undetermined": { "en": "Something is crowded." } }""", "texts.undetermined")]
    [InlineData("texts", """{ "undetermined": { } }""", null)]
    [InlineData("texts", """{ "weather": { "en": "It rains." } }""", "texts.weather")]
    [InlineData("texts", """{ "home": { "en": "a", "12": "b" } }""", "texts.home.12")]
    [InlineData("texts", """{ "home": { "en": "a\u0007" } }""", "texts.home.en")]
    // Suspensions
    [InlineData("suspensions", """[{ "scope": "all", "reason": "r", "operator": "o" }]""", null)]
    [InlineData("suspensions", """[{ "scope": "all", "reason": "r" }]""", "suspensions[0]")]
    [InlineData("suspensions", """[{ "scope": "everything", "reason": "r", "operator": "o" }]""", "suspensions[0].scope")]
    [InlineData("suspensions", """[{ "scope": "all", "reason": "r", "operator": "o" }, { "scope": "all", "reason": "r", "operator": "o" }]""", "suspensions[1]")]
    // The root
    [InlineData("disputes", """{ }""", null)]
    [InlineData("disputes", """{ "pause": "isp", "pause_hours": 8, "max_pauses": 1, "period_days": 1, "after_rejection_days": 7, "max_open": 5 }""", null)]
    [InlineData("disputes", """{ "pause": "everything" }""", "disputes.pause")]
    [InlineData("disputes", """{ "pause_hours": 0 }""", "disputes.pause_hours")]
    [InlineData("disputes", """{ "pause_hours": 744.1 }""", "disputes.pause_hours")]
    [InlineData("disputes", """{ "max_pauses": 0 }""", "disputes.max_pauses")]
    [InlineData("disputes", """{ "period_days": 367 }""", "disputes.period_days")]
    [InlineData("disputes", """{ "after_rejection_days": -1 }""", "disputes.after_rejection_days")]
    [InlineData("disputes", """{ "max_open": 0 }""", "disputes.max_open")]
    [InlineData("disputes", """{ "pause": "isp", "pause_hours": 24, "max_pauses": 1, "period_days": 1 }""", "disputes")]
    [InlineData("disputes", """{ "pause": "verdict", "pause_hours": 24, "max_pauses": 1, "period_days": 1 }""", null)]
    [InlineData("limits", "{}", "limits")]
    public void Load_OneSection_IsRightOrNamedByItsPath(string section, string json, string? mistakeAt)
    {
        var text = $$"""{ "network": {{Network}}, "{{section}}": {{json}} }""";
        if (mistakeAt is null)
        {
            Assert.NotNull(Load(text));
            return;
        }

        Assert.Equal(mistakeAt, Assert.Single(Assert.Throws<ConfigurationException>(() => Load(text)).Mistakes).Path);
    }

    [Theory]
    [InlineData("""{ "isps": [{ "id": "a", "name": "A", "asns": [0] }] }""", "isps[0].asns[0]")]
    [InlineData("""{ "isps": [{ "id": "a", "name": "A", "asns": [4294967296] }] }""", "isps[0].asns[0]")]
    [InlineData("""{ "isps": [{ "id": "a", "name": "A", "prefixes": [{ "prefix": "10.0.0.0/8", "from": "2020-01-01", "to": "2020-01-01" }] }] }""", "isps[0].prefixes[0]")]
    [InlineData("""{ "isps": [{ "id": "a", "name": "A", "prefixes": [{ "from": "2020-01-01" }] }] }""", "isps[0].prefixes[0]")]
    [InlineData("""{ "isps": [{ "id": "a", "name": "A", "prefixes": ["10.0.0.0/8", "10.0.0.0/8"] }] }""", "isps[0].prefixes[1]")]
    [InlineData("""{ "isps": [{ "id": "a", "name": "A", "prefixes": ["10.0.0.0/8"] }, { "id": "b", "name": "B", "prefixes": [{ "prefix": "10.0.0.0/8", "from": "2020-01-01" }] }] }""", "isps[1].prefixes[0]")]
    [InlineData("""{ "isps": [{ "id": "a", "name": "A", "prefixes": [{ "prefix": "10.0.0.0/8", "to": "2020-01-01" }] }, { "id": "b", "name": "B", "prefixes": [{ "prefix": "10.0.0.0/8", "from": "2020-01-01" }] }] }""", null)]
    [InlineData("""{ "isps": [{ "id": "a:b", "name": "A" }] }""", "isps[0].id")]
    [InlineData("""{ "isps": [{ "id": "a", "name": "A" }], "cohorts": [] }""", "cohorts")]
    [InlineData("""{ "paths": [{ "id": "p", "name": "P", "kind": "peering" }], "servers": [{ "name": "s", "path": "p", "metro": "m" }, { "name": "S", "path": "p", "metro": "m" }] }""", "servers[1]")]
    [InlineData("""{ "mmdb": "absent.mmdb" }""", "mmdb")]
    [InlineData("""{ "asn_ranges": "network.json" }""", "asn_ranges")]
    [InlineData("""[]""", "")]
    public void LoadNetwork_StandAlone_IsRightOrNamedByItsPath(string json, string? mistakeAt)
    {
        var path = folder.Write("network.json", json);
        if (mistakeAt is null)
        {
            Assert.NotNull(new ConfigurationLoader().LoadNetwork(path));
            return;
        }

        Assert.Equal(mistakeAt, Assert.Single(Assert.Throws<ConfigurationException>(() => new ConfigurationLoader().LoadNetwork(path)).Mistakes).Path);
    }

    [Fact]
    public void LoadNetwork_AsnsWithoutATable_UsesTheDefaultOrSaysWhatIsNeeded()
    {
        var path = folder.Write("network.json", """{ "isps": [{ "id": "a", "name": "A", "asns": [{ "asn": 13335, "from": "2020-01-01" }] }] }""");
        Assert.Equal("isps[0].asns[0]", Assert.Single(Assert.Throws<ConfigurationException>(() => new ConfigurationLoader().LoadNetwork(path)).Mistakes).Path);

        Directory.CreateDirectory(folder.At("program/Networks/Data"));
        folder.WriteGzip("program/Networks/Data/asn_ipv4_ranges.csv.gz", "gap,length,asn\n16777216,256,13335\n");
        var network = new ConfigurationLoader(folder.At("program")).LoadNetwork(path);
        Assert.Equal("a", network.Resolve(IPAddress.Parse("1.0.0.1"), 1_577_836_800_000)?.Id);
        Assert.Null(network.Resolve(IPAddress.Parse("1.0.0.1"), 1_577_836_799_999));
    }

    [Fact]
    public void LoadNetwork_DatabaseAndRanges_AsksTheDatabaseFirst()
    {
        File.Copy(TestFolder.Data("GeoLite2-ASN-Test.mmdb"), folder.At("asn.mmdb"));
        folder.WriteGzip("ranges.csv.gz", "gap,length,asn\n16777216,512,64512\n");
        var path = folder.Write("network.json", """
            { "mmdb": "asn.mmdb", "asn_ranges": "ranges.csv.gz", "isps": [{ "id": "google", "name": "G", "asns": [15169] }, { "id": "other", "name": "O", "asns": [64512] }] }
            """);
        var network = new ConfigurationLoader().LoadNetwork(path);
        Assert.Equal("google", network.Resolve(IPAddress.Parse("1.0.0.1"), 0)?.Id);
        Assert.Equal("other", network.Resolve(IPAddress.Parse("1.0.1.1"), 0)?.Id);
    }

    [Fact]
    public void LoadNetwork_BrokenRanges_NamesTheLineOfTheTable()
    {
        folder.WriteGzip("ranges.csv.gz", "gap,length,asn\n0,256,1\n0,zero,2\n");
        var path = folder.Write("network.json", """{ "asn_ranges": "ranges.csv.gz" }""");
        Assert.Contains("line 3: '0,zero,2' is not gap,length,asn", Assert.Throws<ConfigurationException>(() => new ConfigurationLoader().LoadNetwork(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("{\n  \"network\": {\n", 3)]
    [InlineData("{\n  \"network\": nothing }", 2)]
    [InlineData("{\n} {", 2)]
    [InlineData("{ \"a\": \"\\uD800\" }", 1)]
    [InlineData("\u0000", 1)]
    public void Load_NotJson_NamesTheLine(string text, int line)
    {
        var mistake = Assert.Single(Assert.Throws<ConfigurationException>(() => Load(text)).Mistakes);
        Assert.Equal(line, mistake.Line);
        Assert.StartsWith("not JSON: ", mistake.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFile_SaysSo() =>
        Assert.StartsWith($"{folder.At("absent.json")}: cannot be read: ", Assert.Throws<ConfigurationException>(() => new ConfigurationLoader().Load(folder.At("absent.json"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_TruncatedAnywhere_NeverFailsOtherwise()
    {
        var whole = File.ReadAllText(TestFolder.Shipped("notices.json"));
        var loader = new ConfigurationLoader();
        for (var length = 0; length < whole.TrimEnd().Length; length += 7)
        {
            var text = whole[..length];
            Assert.NotEmpty(Assert.Throws<ConfigurationException>(() => loader.Load(folder.Write("notices.json", text))).Mistakes);
        }
    }

    [Fact]
    public void Load_ByteOrderMark_IsSkipped() => Assert.NotNull(Load($$"""{{'\uFEFF'}}{ "network": {{Network}} }"""));

    [Fact]
    public void Load_ShippedFile_IsRightAndCoversEveryPathTwice()
    {
        var configuration = new ConfigurationLoader().Load(TestFolder.Shipped("notices.json"));
        var network = configuration.Network;
        Assert.All(
            network.Paths.SelectMany(_ => network.Metros, (p, m) => (Path: p.Id, Metro: m)),
            pair => Assert.True(network.Servers.Count(s => (s.Path, s.Metro) == pair) >= 2));
        var cohort = Assert.Single(configuration.Cohorts);
        Assert.Equal((200_000L, 200_000L, 0.1), (cohort.TargetSize, cohort.HardCap, cohort.HoldoutShare));

        // Addresses of AS7922, AS701, AS22773 and AS10796 in the bundled table; and an ISP that is no more.
        const long in2026 = 1_780_000_000_000;
        const long in2014 = 1_401_901_200_000;
        Assert.Equal("comcast", network.Resolve(IPAddress.Parse("73.0.0.1"), in2026)?.Id);
        Assert.Equal("verizon", network.Resolve(IPAddress.Parse("71.98.0.1"), in2026)?.Id);
        Assert.Equal("cox", network.Resolve(IPAddress.Parse("68.0.0.1"), in2026)?.Id);
        Assert.Equal("charter", network.Resolve(IPAddress.Parse("74.128.0.1"), in2026)?.Id);
        Assert.Equal("timewarner", network.Resolve(IPAddress.Parse("74.128.0.1"), in2014)?.Id);
        Assert.Null(network.Resolve(IPAddress.Parse("8.8.8.8"), in2026));
    }

    [Fact]
    public void LoadNetwork_ShippedFile_ServesAsWell() =>
        Assert.NotEmpty(new ConfigurationLoader().LoadNetwork(TestFolder.Shipped("notices.json")).Isps);

    // The schema is written by hand; the reader itself says which properties it knows.
    [Theory]
    [InlineData("", """{ "x": 1, "network": {} }""")]
    [InlineData("network", """{ "network": { "x": 1 } }""")]
    [InlineData("network.isps[]", """{ "network": { "isps": [{ "id": "a", "name": "A", "x": 1 }] } }""")]
    [InlineData("network.paths[]", """{ "network": { "paths": [{ "id": "a", "name": "A", "kind": "transit", "x": 1 }] } }""")]
    [InlineData("network.servers[]", """{ "network": { "paths": [{ "id": "a", "name": "A", "kind": "transit" }], "servers": [{ "name": "s", "path": "a", "metro": "m", "x": 1 }] } }""")]
    [InlineData("cohorts[]", """{ "network": {}, "cohorts": [{ "name": "a", "x": 1 }] }""")]
    [InlineData("pacing", """{ "network": {}, "pacing": { "x": 1 } }""")]
    [InlineData("pacing.global", """{ "network": {}, "pacing": { "global": { "per_second": 1, "x": 1 } } }""")]
    [InlineData("texts", """{ "network": {}, "texts": { "x": 1 } }""")]
    [InlineData("suspensions[]", """{ "network": {}, "suspensions": [{ "scope": "all", "reason": "r", "operator": "o", "x": 1 }] }""")]
    public void Schema_EveryObject_HasThePropertiesThatTheReaderKnows(string at, string withUnknown)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(TestFolder.Shipped("notices.schema.json")));
        var node = schema.RootElement;
        foreach (var step in at.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node.GetProperty("properties").GetProperty(step.TrimEnd('[', ']'));
            node = step.EndsWith("[]", StringComparison.Ordinal) ? node.GetProperty("items") : node;
        }

        var reason = Assert.Single(Assert.Throws<ConfigurationException>(() => Load(withUnknown)).Mistakes).Reason;
        var known = reason["unknown property; known here are ".Length..].Split(", ");
        Assert.Equal(known, node.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.False(node.GetProperty("additionalProperties").GetBoolean());
    }

    private NoticeConfiguration Load(string text) => new ConfigurationLoader().Load(folder.Write("notices.json", text));
}
