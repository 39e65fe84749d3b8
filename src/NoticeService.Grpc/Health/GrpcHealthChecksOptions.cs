namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which health checks make up the health of which gRPC service, and how they are read.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>The services that can be asked for. Unless changed: the whole server (the empty name), of all checks.</summary>
    public ServiceMappingCollection Services { get; } = new();

    /// <summary>
    /// True: <c>Check</c> and <c>List</c> tell the last published result (period: <c>HealthCheckPublisherOptions</c>).
    /// False, the default: they run the checks of the service asked for. <c>Watch</c> always tells published results.
    /// </summary>
    public bool UseHealthChecksCache { get; set; }

    /// <summary>
    /// False, the default: when the application stops, every watch gets NOT_SERVING and ends, so that streams do not hold
    /// up the stop. True: watches go on until their connection ends.
    /// </summary>
    public bool SuppressCompletionOnShutdown { get; set; }
}
