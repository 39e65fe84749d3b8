using NoticeService.Domain.Samples;

namespace NoticeService.Pipeline.Recording;

/// <summary>One line of recorded telemetry.</summary>
/// <param name="TimeMs">When the service received it, ms since the Unix epoch.</param>
/// <param name="SessionId">The playback.</param>
/// <param name="UserId">The subscriber, as the player gave it.</param>
/// <param name="ClientIp">The client's address, as text.</param>
/// <param name="Player">Name and release; empty when not recorded.</param>
/// <param name="Sample">What was measured; its client time is <paramref name="TimeMs"/>.</param>
public readonly record struct TelemetryRow(long TimeMs, string SessionId, string UserId, string ClientIp, string Player, Sample Sample);
