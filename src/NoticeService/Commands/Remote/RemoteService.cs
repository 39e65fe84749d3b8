using Grpc.Core;
using Grpc.Net.Client;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary>A running service, as an operator calls it.</summary>
internal sealed class RemoteService : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly Metadata headers = [];

    public RemoteService(Uri address, string? token, RemoteCertificates certificates, TimeSpan timeout)
    {
        Address = address;
        Timeout = timeout;
        if (token is not null)
        {
            headers.Add("authorization", $"Bearer {token}");
        }

        // A stream can be silent for hours: without pings a node that died would never be missed.
        var handler = new SocketsHttpHandler { ConnectTimeout = timeout, KeepAlivePingDelay = TimeSpan.FromSeconds(30), KeepAlivePingTimeout = TimeSpan.FromSeconds(20) };
        certificates.Apply(handler.SslOptions);
        channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    public Uri Address { get; }

    /// <summary>Of a call that is no stream.</summary>
    public TimeSpan Timeout { get; }

    public OperatorService.OperatorServiceClient Operators => new(channel);

    public CallOptions Call(CancellationToken cancellationToken) => new(headers, DateTime.UtcNow + Timeout, cancellationToken);

    public CallOptions Stream(CancellationToken cancellationToken) => new(headers, null, cancellationToken);

    public void Dispose() => channel.Dispose();
}
