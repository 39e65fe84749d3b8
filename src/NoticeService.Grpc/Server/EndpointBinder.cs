using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Told of each method by generated code, makes an endpoint of it.</summary>
internal sealed class EndpointBinder<TService>(IEndpointRouteBuilder routes, ServerHost host, ServiceActivator<TService> services) : ServiceBinderBase
    where TService : class
{
    public List<IEndpointConventionBuilder> Endpoints { get; } = [];

    public HashSet<string> ServiceNames { get; } = new(StringComparer.Ordinal);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        Map(method, new UnaryHandler<TService, TRequest, TResponse>(
            host, services, method, Find<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(method)).InvokeAsync);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        Map(method, new ClientStreamingHandler<TService, TRequest, TResponse>(
            host, services, method, Find<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(method)).InvokeAsync);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        Map(method, new ServerStreamingHandler<TService, TRequest, TResponse>(
            host, services, method, Find<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(method)).InvokeAsync);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        Map(method, new DuplexStreamingHandler<TService, TRequest, TResponse>(
            host, services, method, Find<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(method)).InvokeAsync);

    /// <summary>The service's method of this name and shape, to be called on any instance.</summary>
    private static TDelegate Find<TDelegate>(IMethod method)
        where TDelegate : Delegate
    {
        var types = typeof(TDelegate).GetMethod("Invoke")!.GetParameters().Skip(1).Select(parameter => parameter.ParameterType).ToArray();
        var found = typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, types)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no method that serves {method.FullName}.");
        return found.CreateDelegate<TDelegate>();
    }

    private void Map(IMethod method, RequestDelegate handle)
    {
        var endpoint = routes.MapMethods(method.FullName, [HttpMethods.Post], handle);
        endpoint.WithDisplayName($"gRPC - {method.FullName}");
        endpoint.WithMetadata(new GrpcMethodMetadata(typeof(TService), method));

        // Attributes of the service and of the method, such as [Authorize], bind the endpoint; the method's come last and win.
        var service = typeof(TService);
        endpoint.WithMetadata([.. service.GetCustomAttributes(inherit: true)]);
        endpoint.WithMetadata([.. service.GetMethods().Where(candidate => candidate.Name == method.Name).SelectMany(candidate => candidate.GetCustomAttributes(inherit: true))]);
        Endpoints.Add(endpoint);
        ServiceNames.Add(method.ServiceName);
    }
}
