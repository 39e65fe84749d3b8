using System.Reflection;
using OpenTelemetry.Resources;

namespace NoticeService.Telemetry;

/// <summary>Who speaks: the service, its version and this pod; what the standard variables say goes before.</summary>
internal static class ServiceResource
{
    public const string DefaultName = "notice-service";

    public static void Describe(ResourceBuilder resource)
    {
        var version = typeof(ServiceResource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        resource.Clear()
            .AddService(DefaultName, serviceVersion: version, autoGenerateServiceInstanceId: false, serviceInstanceId: Environment.MachineName)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
    }
}
