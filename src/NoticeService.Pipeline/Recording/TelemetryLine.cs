using NoticeService.Domain.Samples;

namespace NoticeService.Pipeline.Recording;

/// <summary>One line of recorded telemetry. Its texts are UTF-8 and lie in the reader's buffer: they hold until the next line is read.</summary>
public readonly ref struct TelemetryLine
{
    /// <summary>When the service received it, ms since the Unix epoch.</summary>
    public required long TimeMs { get; init; }

    /// <summary>The playback.</summary>
    public required ReadOnlySpan<byte> SessionId { get; init; }

    /// <summary>The subscriber, as the player gave it.</summary>
    public required ReadOnlySpan<byte> UserId { get; init; }

    /// <summary>The client's address.</summary>
    public required ReadOnlySpan<byte> ClientIp { get; init; }

    /// <summary>The CDN host.</summary>
    public required ReadOnlySpan<byte> Server { get; init; }

    /// <summary>Name and release; empty when not recorded.</summary>
    public required ReadOnlySpan<byte> Player { get; init; }

    public required long ThroughputKbps { get; init; }

    public required long EncodedBitrateKbps { get; init; }

    public required long TopBitrateKbps { get; init; }

    public required long BufferMs { get; init; }

    public required long StarvedMs { get; init; }

    public required long ObjectBytes { get; init; }

    public required AppLimited AppLimited { get; init; }

    /// <summary>The sample; its client time is <see cref="TimeMs"/>.</summary>
    /// <param name="server">The server's name in the network's tables.</param>
    public Sample ToSample(string server) =>
        new(ThroughputKbps, EncodedBitrateKbps, TopBitrateKbps, BufferMs, StarvedMs, ObjectBytes, AppLimited, server, TimeMs);
}
