using System.Text.RegularExpressions;
using NoticeService.TestKit.Repository;

namespace NoticeService.Architecture.Tests.Instruments;

/// <summary>The names that dashboards, alerts and other people's queries rest on.</summary>
public sealed partial class InstrumentTests
{
    // Of OpenTelemetry's semantic conventions.
    private static readonly string[] Conventional = ["db.client.operation.duration", "rpc.server.call.duration"];

    private static readonly string[] Units = ["s", "By", "1"];

    [Fact]
    public void Scan_FindsEveryWayToCreateOne()
    {
        Assert.Contains(InstrumentScan.Instruments, i => i is { Name: "notice.samples.accepted", Kind: InstrumentKind.Counter, Unit: "{sample}" });
        Assert.Contains(InstrumentScan.Instruments, i => i is { Name: "notice.sessions.active", Kind: InstrumentKind.UpDownCounter });
        Assert.Contains(InstrumentScan.Instruments, i => i is { Name: "notice.leader", Kind: InstrumentKind.Gauge });
        Assert.Contains(InstrumentScan.Instruments, i => i is { Name: "notice.evaluation.duration", Kind: InstrumentKind.Histogram, Unit: "s" });
        Assert.Contains(InstrumentScan.Instruments, i => i is { Name: "db.client.operation.duration", Unit: "s" });
    }

    // The scan is held against the sources: a creation that it could not read would be one that no rule sees.
    [Fact]
    public void Scan_FindsEveryNameInTheSources()
    {
        var inSources = Directory.EnumerateFiles(RepositoryFiles.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => QuotedName().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal);
        Assert.InRange(inSources.Count, 20, int.MaxValue);
        Assert.Empty(inSources.Except(InstrumentScan.Instruments.Select(i => i.Name), StringComparer.Ordinal));
    }

    [Fact]
    public void Name_IsUsedOnce() => Assert.Empty(InstrumentScan.Instruments.GroupBy(i => i.Name).Where(same => same.Count() > 1)
        .Select(same => $"{same.Key}: {string.Join(", ", same.Select(i => i.Where))}"));

    [Fact]
    public void PrometheusName_IsUsedOnce() => Assert.Empty(InstrumentScan.Instruments.SelectMany(i => i.PrometheusNames).GroupBy(n => n).Where(same => same.Count() > 1).Select(same => same.Key));

    [Fact]
    public void Name_IsOursOrConventional() => Assert.DoesNotContain(InstrumentScan.Instruments, i => !OurName().IsMatch(i.Name) && !Conventional.Contains(i.Name));

    [Fact]
    public void Unit_IsABaseUnitOrAnAnnotation() => Assert.DoesNotContain(InstrumentScan.Instruments, i => !Units.Contains(i.Unit) && !Annotation().IsMatch(i.Unit));

    [Fact]
    public void Duration_IsAHistogramOfSeconds() =>
        Assert.DoesNotContain(InstrumentScan.Instruments, i => i.Name.EndsWith(".duration", StringComparison.Ordinal) != (i is { Unit: "s", Kind: InstrumentKind.Histogram }));

    [Fact]
    public void Description_IsASentence() => Assert.DoesNotContain(InstrumentScan.Instruments, i => !i.Description.EndsWith('.') || !char.IsUpper(i.Description[0]) && !char.IsAsciiDigit(i.Description[0]));

    [GeneratedRegex(@"""(notice(?:\.[a-z_]+){1,4})""")]
    private static partial Regex QuotedName();

    [GeneratedRegex(@"^notice(\.[a-z]+(_[a-z]+)*)+$")]
    private static partial Regex OurName();

    [GeneratedRegex(@"^\{[a-z]+\}$")]
    private static partial Regex Annotation();
}
