using NoticeService.Lab.Simulation;
using NoticeService.Protocol.V1;
using AppLimited = NoticeService.Domain.Samples.AppLimited;
using Measured = NoticeService.Domain.Samples.Sample;

namespace NoticeService.Lab.Fleet;

/// <summary>From the simulation's words to the protocol's.</summary>
internal static class Wire
{
    public static SessionStart Start(Session session) => new()
    {
        SessionId = session.Id,
        UserId = session.Household.UserId,
        Player = session.Household.Player,
        Language = "en",
        CanShowNotices = true,
    };

    public static Sample Of(in Measured sample) => new()
    {
        ThroughputKbps = sample.ThroughputKbps,
        EncodedBitrateKbps = sample.EncodedBitrateKbps,
        TopBitrateKbps = sample.TopBitrateKbps,
        BufferMs = sample.BufferMs,
        StarvedMs = sample.StarvedMs,
        ObjectBytes = sample.ObjectBytes,
        AppLimited = sample.AppLimited switch
        {
            AppLimited.Yes => Protocol.V1.AppLimited.True,
            AppLimited.No => Protocol.V1.AppLimited.False,
            _ => Protocol.V1.AppLimited.Unspecified,
        },
        Server = sample.Server,
        TimeMs = sample.TimeMs,
    };
}
