using NoticeService.Lab.Fleet;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Demo;

/// <summary>What the demo starts, and where.</summary>
internal sealed record DemoOptions
{
    /// <summary>Path of <c>notice-service.dll</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The service's configuration, which also tells the players where they live.</summary>
    public required string Config { get; init; }

    /// <summary>Host and port of the console.</summary>
    public required string Console { get; init; }

    /// <summary>Host and port of gRPC.</summary>
    public required string Grpc { get; init; }

    /// <summary>Folder for the history, the log and the store's files.</summary>
    public required string Folder { get; init; }

    public required WorldNetwork Network { get; init; }

    public required FleetOptions Fleet { get; init; }

    /// <summary>What the homes' lines are like.</summary>
    public required TraceLibrary Traces { get; init; }
}
