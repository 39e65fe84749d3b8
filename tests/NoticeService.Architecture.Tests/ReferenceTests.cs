using System.Reflection;

namespace NoticeService.Architecture.Tests;

/// <summary>Which assembly may see which: service and lab, then edges, then pipeline, then domain.</summary>
public sealed class ReferenceTests
{
    // Compared with what the compiler wrote down: a reference that no code uses is not there.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["NoticeService.Domain"] = [],
        ["NoticeService.Pipeline"] = ["NoticeService.Domain"],
        ["NoticeService.Grpc"] = [],
        ["NoticeService.Protocol"] = ["NoticeService.Grpc"],
        ["NoticeService.Redis"] = ["NoticeService.Pipeline", "NoticeService.Domain"],
        ["NoticeService.Web"] = ["NoticeService.Pipeline", "NoticeService.Domain"],
        ["notice-service"] = ["NoticeService.Grpc", "NoticeService.Protocol", "NoticeService.Redis", "NoticeService.Web", "NoticeService.Pipeline", "NoticeService.Domain"],
        ["lab"] = ["NoticeService.Grpc", "NoticeService.Protocol", "NoticeService.Pipeline", "NoticeService.Domain"],
    };

    // The domain is pure: of the base library, too, it needs only these.
    private static readonly string[] DomainMayUse =
    [
        "System.Runtime", "System.Collections", "System.Collections.Immutable", "System.Collections.Concurrent", "System.Linq", "System.Memory",
        "System.Runtime.InteropServices", "System.Runtime.Extensions", "System.Numerics.Vectors", "System.Security.Cryptography",
        "System.Net.Primitives", "System.Text.Encoding.Extensions", "System.IO.Hashing",
    ];

    private static readonly string[] NotInThePipeline = ["Google.Protobuf", "Grpc.", "StackExchange.Redis", "Microsoft.AspNetCore", "System.Net.Http", "Polly"];

    public static TheoryData<string> Assemblies() => [.. Allowed.Keys];

    [Fact]
    public void Allowed_NamesEveryAssembly() =>
        Assert.Equal(ProductAssemblies.All.Select(ProductAssemblies.NameOf).Order(StringComparer.Ordinal), Allowed.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_OfOurs_SeesOnlyWhatItMay(string name)
    {
        var ours = ProductAssemblies.All.Select(ProductAssemblies.NameOf).ToHashSet(StringComparer.Ordinal);
        var seen = References(Assembly.Load(name)).Where(ours.Contains);
        Assert.Empty(seen.Except(Allowed[name], StringComparer.Ordinal));
    }

    [Fact]
    public void Domain_SeesTheBaseLibraryOnly() => Assert.Empty(References(ProductAssemblies.Domain).Except(DomainMayUse, StringComparer.Ordinal));

    [Fact]
    public void Pipeline_SeesNoEdge() => Assert.DoesNotContain(References(ProductAssemblies.Pipeline), r => NotInThePipeline.Any(r.StartsWith));

    [Fact]
    public void RedisClient_IsSeenByTheRedisEdgeOnly() =>
        Assert.Equal([ProductAssemblies.Redis], ProductAssemblies.All.Where(a => References(a).Contains("StackExchange.Redis")));

    [Fact]
    public void Telemetry_SdkIsSeenByTheExecutableOnly() =>
        Assert.Equal([ProductAssemblies.Service], ProductAssemblies.All.Where(a => References(a).Any(r => r.StartsWith("OpenTelemetry", StringComparison.Ordinal))));

    private static string[] References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(r => r.Name!)];
}
