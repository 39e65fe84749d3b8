namespace Grpc.AspNetCore.HealthChecks;

/// <summary>A service that can be asked for, and the checks that it is made of.</summary>
public sealed class ServiceMapping
{
    /// <summary>Maps the checks that <paramref name="predicate"/> picks to a service.</summary>
    public ServiceMapping(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(predicate);
        Name = name;
        HealthCheckPredicate = predicate;
    }

    /// <summary>The service as probers name it; empty for the whole server.</summary>
    public string Name { get; }

    /// <summary>True of the checks that count. A service without any check is SERVING.</summary>
    public Func<HealthCheckMapContext, bool> HealthCheckPredicate { get; }
}

/// <summary>What a mapping sees of a registered check.</summary>
public sealed class HealthCheckMapContext
{
    /// <summary>Describes a check.</summary>
    public HealthCheckMapContext(string name, IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(tags);
        Name = name;
        Tags = tags;
    }

    /// <summary>The name that it is registered under.</summary>
    public string Name { get; }

    /// <summary>Its tags.</summary>
    public IEnumerable<string> Tags { get; }
}
