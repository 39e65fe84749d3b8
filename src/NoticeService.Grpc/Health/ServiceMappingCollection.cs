using System.Collections;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The services that probers can ask for; one mapping a name. Not safe for concurrent use.</summary>
public sealed class ServiceMappingCollection : ICollection<ServiceMapping>
{
    private readonly Dictionary<string, ServiceMapping> _mappings = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int Count => _mappings.Count;

    bool ICollection<ServiceMapping>.IsReadOnly => false;

    /// <summary>Maps a service to the checks that <paramref name="predicate"/> picks, in place of an earlier mapping of that name.</summary>
    public void Map(string name, Func<HealthCheckMapContext, bool> predicate) => _mappings[name] = new ServiceMapping(name, predicate);

    /// <summary>Adds a mapping.</summary>
    /// <exception cref="ArgumentException">Its name is mapped already.</exception>
    public void Add(ServiceMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        _mappings.Add(mapping.Name, mapping);
    }

    /// <inheritdoc/>
    public void Clear() => _mappings.Clear();

    /// <inheritdoc/>
    public bool Contains(ServiceMapping item) => _mappings.ContainsValue(item);

    /// <inheritdoc/>
    public void CopyTo(ServiceMapping[] array, int arrayIndex) => _mappings.Values.CopyTo(array, arrayIndex);

    /// <summary>Removes the mapping of this name; false if there is none.</summary>
    public bool Remove(string name) => _mappings.Remove(name);

    /// <inheritdoc/>
    public bool Remove(ServiceMapping item) => Contains(item) && _mappings.Remove(item.Name);

    /// <inheritdoc/>
    public IEnumerator<ServiceMapping> GetEnumerator() => _mappings.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
