using System.Reflection;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Finds the generated code that binds a service.</summary>
internal static class ServiceBinding
{
    /// <summary>The generated class around the base of <paramref name="serviceType"/>, with its <c>Descriptor</c>; null if there is none.</summary>
    public static Type? BindTypeOf(Type serviceType) => Find(serviceType)?.Attribute.BindType;

    /// <exception cref="InvalidOperationException">The type does not derive from a generated service base.</exception>
    public static void Bind(Type serviceType, ServiceBinderBase binder)
    {
        var (attribute, generatedBase) = Find(serviceType)
            ?? throw new InvalidOperationException($"{serviceType} does not derive from a generated service base.");
        var bind = attribute.BindType.GetMethod(
            attribute.BindMethodName,
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static,
            [typeof(ServiceBinderBase), generatedBase])
            ?? throw new InvalidOperationException($"{attribute.BindType} has no {attribute.BindMethodName}(ServiceBinderBase, {generatedBase.Name}).");
        bind.Invoke(null, [binder, null]);
    }

    private static (BindServiceMethodAttribute Attribute, Type GeneratedBase)? Find(Type serviceType)
    {
        for (var type = serviceType; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } attribute)
            {
                return (attribute, type);
            }
        }

        return null;
    }
}
