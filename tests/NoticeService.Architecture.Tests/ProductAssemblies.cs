using System.Reflection;

namespace NoticeService.Architecture.Tests;

/// <summary>What is built from src.</summary>
internal static class ProductAssemblies
{
    public static Assembly Domain { get; } = Assembly.Load("NoticeService.Domain");

    public static Assembly Pipeline { get; } = Assembly.Load("NoticeService.Pipeline");

    public static Assembly Protocol { get; } = Assembly.Load("NoticeService.Protocol");

    public static Assembly Grpc { get; } = Assembly.Load("NoticeService.Grpc");

    public static Assembly Redis { get; } = Assembly.Load("NoticeService.Redis");

    public static Assembly Web { get; } = Assembly.Load("NoticeService.Web");

    public static Assembly Service { get; } = Assembly.Load("notice-service");

    public static Assembly Lab { get; } = Assembly.Load("lab");

    public static IReadOnlyList<Assembly> All { get; } = [Domain, Pipeline, Protocol, Grpc, Redis, Web, Service, Lab];

    /// <summary>Those whose code people write.</summary>
    public static IEnumerable<Assembly> Written => All.Where(a => a != Protocol);

    public static string NameOf(Assembly assembly) => assembly.GetName().Name!;

    /// <summary>Types that people wrote, not the compiler or a source generator.</summary>
    public static IEnumerable<Type> WrittenTypes(Assembly assembly) => assembly.GetTypes().Where(type =>
        !type.Name.Contains('<', StringComparison.Ordinal)
        && !IsGenerated(type));

    private static bool IsGenerated(Type? type) => type is not null
        && (type.GetCustomAttributesData().Any(a => a.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute" or "EmbeddedAttribute")
            || type.Namespace?.StartsWith("System.Text.RegularExpressions.Generated", StringComparison.Ordinal) == true
            || type.Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) == true
            || IsGenerated(type.DeclaringType));
}
