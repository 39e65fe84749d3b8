using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.AspNetCore.Server.Reflection.Internal;

/// <summary>Where each name and extension of some services is declared, in their files and everything those depend on. Immutable.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> _extensions = new(StringComparer.Ordinal);

    public DescriptorIndex(IEnumerable<ServiceDescriptor> services)
    {
        foreach (var service in services.DistinctBy(service => service.FullName))
        {
            ServiceNames.Add(service.FullName);
            AddFile(service.File);
        }
    }

    /// <summary>The services that are served, sorted.</summary>
    public SortedSet<string> ServiceNames { get; } = new(StringComparer.Ordinal);

    public FileDescriptor? FindFile(string name) => _files.GetValueOrDefault(name);

    /// <summary>By the full name of a service, method, message, field, oneof, enum, enum value or extension.</summary>
    public FileDescriptor? FindSymbol(string fullName) => _symbols.GetValueOrDefault(fullName);

    public FileDescriptor? FindExtension(string extendedType, int number) =>
        _extensions.TryGetValue(extendedType, out var numbers) ? numbers.GetValueOrDefault(number) : null;

    /// <summary>Sorted; empty for a message without extensions, null for what is no message.</summary>
    public IReadOnlyCollection<int>? ExtensionNumbers(string type)
    {
        if (_extensions.TryGetValue(type, out var numbers))
        {
            return numbers.Keys;
        }

        return FindSymbol(type) is { } file && MessagesOf(file).Any(message => message.FullName == type) ? [] : null;
    }

    /// <summary>The file, then everything it depends on, each once.</summary>
    public static IReadOnlyList<ByteString> WithDependencies(FileDescriptor file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { file.Name };
        var files = new List<FileDescriptor> { file };
        for (var i = 0; i < files.Count; i++)
        {
            files.AddRange(files[i].Dependencies.Where(dependency => seen.Add(dependency.Name)));
        }

        return [.. files.Select(found => found.SerializedData)];
    }

    private void AddFile(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
        {
            return;
        }

        foreach (var service in file.Services)
        {
            AddSymbol(service);
            AddSymbols(service.Methods);
        }

        AddEnums(file.EnumTypes, file);
        AddExtensions(file.Extensions, file);
        foreach (var message in MessagesOf(file))
        {
            AddMessage(message);
        }

        foreach (var dependency in file.Dependencies)
        {
            AddFile(dependency);
        }
    }

    private void AddMessage(MessageDescriptor message)
    {
        AddSymbol(message);
        AddSymbols(message.Fields.InDeclarationOrder());
        AddSymbols(message.Oneofs);
        AddEnums(message.EnumTypes, message.File);
        AddExtensions(message.Extensions, message.File);
    }

    private void AddEnums(IEnumerable<EnumDescriptor> enums, FileDescriptor file)
    {
        foreach (var type in enums)
        {
            AddSymbol(type);
            // A value is a sibling of its enum, not a part of it: that is how protobuf scopes names.
            var scope = type.FullName[..^type.Name.Length];
            foreach (var value in type.Values)
            {
                _symbols.TryAdd(scope + value.Name, file);
            }
        }
    }

    private void AddExtensions(ExtensionCollection extensions, FileDescriptor file)
    {
        foreach (var extension in extensions.UnorderedExtensions)
        {
            AddSymbol(extension);
            var extended = extension.ExtendeeType.FullName;
            if (!_extensions.TryGetValue(extended, out var numbers))
            {
                _extensions[extended] = numbers = [];
            }

            numbers.TryAdd(extension.FieldNumber, file);
        }
    }

    private void AddSymbols(IEnumerable<IDescriptor> symbols)
    {
        foreach (var symbol in symbols)
        {
            AddSymbol(symbol);
        }
    }

    private void AddSymbol(IDescriptor symbol) => _symbols.TryAdd(symbol.FullName, symbol.File);

    private static IEnumerable<MessageDescriptor> MessagesOf(FileDescriptor file) => file.MessageTypes.SelectMany(WithNested);

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.NestedTypes.SelectMany(WithNested).Prepend(message);
}
