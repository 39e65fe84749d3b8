namespace NoticeService.Domain.Samples;

/// <summary>Whether the player was trying to go faster while it measured.</summary>
public enum AppLimited : byte
{
    NotSaid,
    Yes,
    No,
}

/// <summary>What a session measured since its last sample. CMCD (CTA-5004) keys in brackets.</summary>
/// <param name="ThroughputKbps">[mtp] kbit/s while downloading; 0 only when nothing arrived.</param>
/// <param name="EncodedBitrateKbps">[br] kbit/s; 0 is not said.</param>
/// <param name="TopBitrateKbps">[tb] highest rung of the ladder, kbit/s; 0 is not said.</param>
/// <param name="BufferMs">[bl] media buffered, ms.</param>
/// <param name="StarvedMs">[bsd] starved since the last sample, ms.</param>
/// <param name="ObjectBytes">Size of the measured object; 0 is not said.</param>
/// <param name="AppLimited">Whether the player was trying to go faster.</param>
/// <param name="Server">CDN host, as in the table of servers.</param>
/// <param name="TimeMs">The client's clock, ms; it only orders this session's own samples.</param>
public readonly record struct Sample(
    long ThroughputKbps,
    long EncodedBitrateKbps,
    long TopBitrateKbps,
    long BufferMs,
    long StarvedMs,
    long ObjectBytes,
    AppLimited AppLimited,
    string Server,
    long TimeMs);
