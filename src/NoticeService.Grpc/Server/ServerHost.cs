using System.IO.Compression;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>What every call of the application shares.</summary>
internal sealed class ServerHost(
    IOptions<GrpcServiceOptions> options,
    ILoggerFactory loggers,
    ServerMetrics metrics,
    ServiceLifetimes lifetimes,
    TimeProvider time)
{
    private readonly GrpcServiceOptions _options = options.Value;

    public ILogger Logger { get; } = loggers.CreateLogger("Grpc.AspNetCore.Server.ServerCallHandler");

    public ServerMetrics Metrics => metrics;

    public ServiceLifetimes Lifetimes => lifetimes;

    public TimeProvider Time => time;

    public int ReceiveLimit { get; } = options.Value.MaxReceiveMessageSize ?? int.MaxValue;

    public int SendLimit { get; } = options.Value.MaxSendMessageSize ?? int.MaxValue;

    public bool DetailedErrors => _options.EnableDetailedErrors == true;

    public bool CompressResponses { get; } = options.Value.ResponseCompressionAlgorithm == GzipCodec.Name;

    public CompressionLevel CompressionLevel { get; } = options.Value.ResponseCompressionLevel ?? CompressionLevel.Fastest;

    /// <summary>True once the endpoint for unknown services is mapped.</summary>
    public bool UnknownServicesMapped { get; set; }

    /// <summary>False, with the answer prepared, if a request is not gRPC at all.</summary>
    public bool Accept(HttpContext http)
    {
        if (!Headers.IsGrpcContentType(http.Request.ContentType))
        {
            Refuse(http, StatusCodes.Status415UnsupportedMediaType, "Content-Type is not application/grpc.");
            return false;
        }

        if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
        {
            http.Response.Headers.Upgrade = "h2c";
            Refuse(http, StatusCodes.Status426UpgradeRequired, "gRPC needs HTTP/2.");
            return false;
        }

        return true;
    }

    private void Refuse(HttpContext http, int httpStatus, string detail)
    {
        GrpcServerLog.RequestRefused(Logger, http.Request.Path, httpStatus, detail);
        http.Response.StatusCode = httpStatus;
        http.Response.Headers[Headers.Status] = StatusNames.Digits(httpStatus == StatusCodes.Status415UnsupportedMediaType ? Core.StatusCode.Unknown : Core.StatusCode.Internal);
        http.Response.Headers[Headers.Message] = detail;
    }
}
