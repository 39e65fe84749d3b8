namespace Grpc.Net.Client;

/// <summary>How a channel connects and what it accepts.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>Most bytes of one received message, after decompression; null for no limit. Default 4 MiB.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Most bytes of one sent message; null (the default) for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The handler that connects; null for one of the channel's own. Keep-alive and connection limits are set there.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether disposing the channel disposes <see cref="HttpHandler"/> too. A handler of the channel's own always is.</summary>
    public bool DisposeHttpClient { get; set; }
}
