using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>A way to a gRPC server over HTTP/2, for any number of calls at once. Thread-safe.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly HttpMessageInvoker http;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        Address = address;
        MaxReceive = options.MaxReceiveMessageSize ?? int.MaxValue;
        MaxSend = options.MaxSendMessageSize ?? int.MaxValue;
        var owned = options.HttpHandler is null || options.DisposeHttpClient;
        http = new HttpMessageInvoker(options.HttpHandler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true }, owned);
    }

    internal Uri Address { get; }

    internal int MaxReceive { get; }

    internal int MaxSend { get; }

    /// <summary>Makes a channel; it connects at the first call.</summary>
    /// <param name="address">For example <c>http://127.0.0.1:5081</c>; the scheme says whether there is TLS.</param>
    /// <exception cref="UriFormatException">Not an address.</exception>
    public static GrpcChannel ForAddress(string address) => ForAddress(new Uri(address), new GrpcChannelOptions());

    /// <inheritdoc cref="ForAddress(string)"/>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => ForAddress(new Uri(address), channelOptions);

    /// <inheritdoc cref="ForAddress(string)"/>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <inheritdoc cref="ForAddress(string)"/>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker() => new HttpCallInvoker(this);

    public void Dispose() => http.Dispose();

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        http.SendAsync(request, cancellationToken);
}
