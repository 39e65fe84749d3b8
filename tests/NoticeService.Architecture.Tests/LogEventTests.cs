using System.Reflection;
using Microsoft.Extensions.Logging;

namespace NoticeService.Architecture.Tests;

/// <summary>Operators filter and alert on event ids: each means one thing in the whole service.</summary>
public sealed class LogEventTests
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly List<(MethodInfo Method, LoggerMessageAttribute Event)> Events =
    [
        .. from assembly in ProductAssemblies.Written
           from type in assembly.GetTypes()
           from method in type.GetMethods(Any)
           let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
           where attribute is not null
           select (method, attribute),
    ];

    [Fact]
    public void EventId_OfAnyAssembly_IsUsedOnce() => Assert.Empty(Events
        .GroupBy(e => e.Event.EventId)
        .Where(same => same.Count() > 1)
        .Select(same => $"{same.Key}: {string.Join(", ", same.Select(e => $"{e.Method.DeclaringType!.FullName}.{e.Method.Name}"))}"));

    [Fact]
    public void EventId_IsGiven() => Assert.DoesNotContain(Events, e => e.Event.EventId <= 0);

    [Fact]
    public void Events_AreFound() => Assert.InRange(Events.Count, 20, int.MaxValue);

    // No line of the log may name a viewer.
    [Fact]
    public void Parameter_NamesNoUser() => Assert.Empty(
        from e in Events
        from parameter in e.Method.GetParameters()
        where parameter.Name!.Contains("user", StringComparison.OrdinalIgnoreCase)
            || parameter.Name.Contains("address", StringComparison.OrdinalIgnoreCase)
            || parameter.Name.Contains("token", StringComparison.OrdinalIgnoreCase)
        select $"{e.Method.DeclaringType!.FullName}.{e.Method.Name}({parameter.Name})");
}
