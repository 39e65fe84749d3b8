using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace NoticeService.Architecture.Tests;

public sealed class TypeTests
{
    public static TheoryData<string> Assemblies() => [.. ProductAssemblies.Written.Select(ProductAssemblies.NameOf)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Class_NobodyInherits_IsSealed(string name)
    {
        var inherited = ProductAssemblies.All.SelectMany(a => a.GetTypes()).Select(t => t.BaseType).OfType<Type>()
            .Select(b => b.IsGenericType ? b.GetGenericTypeDefinition() : b).ToHashSet();
        var open = ProductAssemblies.WrittenTypes(Assembly.Load(name))
            .Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false } && !inherited.Contains(type))
            // Razor writes the class; the top-level program's is the compiler's.
            .Where(type => !typeof(ComponentBase).IsAssignableFrom(type) && type.Name is not ("Program" or "_Imports"))
            // Named and shaped as the official packages have them, which generated code and services inherit.
            .Where(type => type.Namespace?.StartsWith("Grpc.", StringComparison.Ordinal) != true || !type.IsVisible);
        Assert.Empty(open.Select(type => type.FullName));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Method_AsyncVoid_IsNowhere(string name)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var found = Assembly.Load(name).GetTypes().SelectMany(type => type.GetMethods(All))
            .Where(method => method.ReturnType == typeof(void)
                && method.GetCustomAttribute<System.Runtime.CompilerServices.AsyncStateMachineAttribute>() is not null)
            .Select(method => $"{method.DeclaringType!.FullName}.{method.Name}");
        Assert.Empty(found);
    }
}
