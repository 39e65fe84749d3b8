using System.IO.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>Limits and manners of every gRPC service of the application.</summary>
public class GrpcServiceOptions
{
    /// <summary>The largest request message taken, in bytes, both as it comes and after decompression. 4 MB unless set; null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The largest response message sent, in bytes, before compression. Null, the default, for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>True if a caller may read the text of an exception that a handler did not catch. Off unless set.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary><c>gzip</c> to compress responses to callers that accept it; null, the default, for none.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard to compress; <see cref="CompressionLevel.Fastest"/> unless set.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }
}
