namespace Grpc.Core;

/// <summary>On a generated service base: which static method binds the methods of the service.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = true)]
public class BindServiceMethodAttribute(Type bindType, string bindMethodName) : Attribute
{
    /// <summary>The type that has the method.</summary>
    public Type BindType { get; } = bindType;

    /// <summary>The name of the method: <c>void (ServiceBinderBase, service base)</c>.</summary>
    public string BindMethodName { get; } = bindMethodName;
}
