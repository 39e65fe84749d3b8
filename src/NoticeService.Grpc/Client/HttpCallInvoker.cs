using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The four kinds of call, over one channel.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).ResponseAsync.GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new HttpCall<TRequest, TResponse>(channel, method, options, request);
        return new AsyncUnaryCall<TResponse>(call.ReadSingleAsync(), call.HeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new HttpCall<TRequest, TResponse>(channel, method, options, request);
        return new AsyncServerStreamingCall<TResponse>(call, call.HeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new HttpCall<TRequest, TResponse>(channel, method, options, null);
        return new AsyncClientStreamingCall<TRequest, TResponse>(call, call.ReadSingleAsync(), call.HeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new HttpCall<TRequest, TResponse>(channel, method, options, null);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(call, call, call.HeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }
}
