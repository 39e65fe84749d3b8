using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Internal;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server.Reflection.Internal;

/// <summary>Finds the descriptors of the services that are mapped to endpoints, when first asked: by then all are.</summary>
internal sealed class ServedDescriptors(IEnumerable<EndpointDataSource> sources)
{
    private readonly Lazy<DescriptorIndex> _index = new(() => new DescriptorIndex(sources
        .SelectMany(source => source.Endpoints)
        .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
        .OfType<Type>()
        .Distinct()
        .Select(DescriptorOf)
        .OfType<ServiceDescriptor>()));

    public DescriptorIndex Index => _index.Value;

    /// <summary>Null for a service that was bound by hand, without generated code.</summary>
    private static ServiceDescriptor? DescriptorOf(Type serviceType) => ServiceBinding.BindTypeOf(serviceType)
        ?.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)
        ?.GetValue(null) as ServiceDescriptor;
}
