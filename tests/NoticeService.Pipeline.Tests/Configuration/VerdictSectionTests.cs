using System.Globalization;
using System.Text.Json;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Configuration;

namespace NoticeService.Pipeline.Tests.Configuration;

/// <summary>Every threshold of the engine is an option, with the same name, range and default in the reader and in the schema.</summary>
public sealed class VerdictSectionTests : IDisposable
{
    private readonly TestFolder folder = new();

    public static TheoryData<string, double, double, double> Thresholds()
    {
        var data = new TheoryData<string, double, double, double>();
        foreach (var property in SchemaOf("verdict").EnumerateObject())
        {
            data.Add(property.Name, property.Value.GetProperty("minimum").GetDouble(), property.Value.GetProperty("maximum").GetDouble(), property.Value.GetProperty("default").GetDouble());
        }

        return data;
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Schema_HasEveryThreshold() =>
        Assert.Equal(typeof(VerdictSettings).GetProperties().Count(p => p.SetMethod is { IsPublic: true }), Thresholds().Count);

    [Fact]
    public void Load_TheSchemasDefaults_AreTheEnginesDefaults()
    {
        var all = string.Join(", ", SchemaOf("verdict").EnumerateObject().Select(p => $"\"{p.Name}\": {p.Value.GetProperty("default").GetRawText()}"));
        Assert.Equal(new VerdictSettings(), Load("{" + all + "}"));
        Assert.Equal(new VerdictSettings(), Load("{}"));
    }

    [Theory]
    [MemberData(nameof(Thresholds))]
    public void Load_OutsideTheSchemasRange_NamesTheOptionAndItsRange(string name, double minimum, double maximum, double standard)
    {
        var isWhole = SchemaOf("verdict").GetProperty(name).GetProperty("type").GetString() == "integer";
        foreach (var value in new[] { minimum - (isWhole ? 1 : 0.001), maximum + (isWhole ? 1 : 0.001) })
        {
            var error = Assert.Throws<ConfigurationException>(() => Load(string.Create(CultureInfo.InvariantCulture, $"{{ \"{name}\": {value} }}")));
            Assert.Contains(error.Mistakes, m => m.Path.EndsWith(name, StringComparison.Ordinal) && m.Reason.Contains("is not between", StringComparison.Ordinal));
        }

        // And inside it is taken: another value than the default makes other settings.
        var other = Math.Clamp(Math.Round(standard * 1.01 + 1), minimum, maximum);
        if (name is "named_drop" or "closed_drop" or "margin" or "min_correlation" or "service_share" or "max_gain_per_window")
        {
            other = standard * 0.9;
        }

        Assert.NotEqual(new VerdictSettings(), Load(string.Create(CultureInfo.InvariantCulture, $"{{ \"{name}\": {other} }}")));
    }

    [Theory]
    [InlineData("""{ "closed_drop": 0.25 }""", "closed_drop")]
    [InlineData("""{ "certain_ln_m": 15 }""", "max_gain_per_window")]
    [InlineData("""{ "certainty": 3 }""", "unknown property")]
    [InlineData("""{ "steady_windows": 1.5 }""", "not a whole number")]
    public void Load_Contradictions_AreTold(string verdict, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => Load(verdict)).Message, StringComparison.Ordinal);

    private static JsonElement SchemaOf(string section)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(TestFolder.Shipped("notices.schema.json")));
        return document.RootElement.GetProperty("properties").GetProperty(section).GetProperty("properties").Clone();
    }

    private VerdictSettings Load(string verdict)
    {
        var file = folder.Write("notices.json", $$"""
            { "network": { "isps": [{ "id": "a", "name": "A", "prefixes": ["192.0.2.0/24"] }], "paths": [{ "id": "p", "name": "P", "kind": "transit" }],
              "servers": [{ "name": "s", "path": "p", "metro": "m" }] }, "verdict": {{verdict}} }
            """);
        return new ConfigurationLoader().Load(file).Verdict;
    }
}
