using NoticeService.Domain.Samples;
using NoticeService.Pipeline.Delivery;
using NoticeService.Pipeline.Sessions;
using V1 = NoticeService.Protocol.V1;

namespace NoticeService.Players;

/// <summary>Between the players' messages and the pipeline's values.</summary>
internal static class PlayerMapping
{
    public static Sample Sample(V1.Sample sample) => new(
        sample.ThroughputKbps,
        sample.EncodedBitrateKbps,
        sample.TopBitrateKbps,
        sample.BufferMs,
        sample.StarvedMs,
        sample.ObjectBytes,
        sample.AppLimited switch
        {
            V1.AppLimited.True => AppLimited.Yes,
            V1.AppLimited.False => AppLimited.No,
            _ => AppLimited.NotSaid,
        },
        sample.Server,
        sample.TimeMs);

    public static ReceiptKind Receipt(V1.ReceiptKind kind) => kind switch
    {
        V1.ReceiptKind.Displayed => ReceiptKind.Displayed,
        V1.ReceiptKind.Dismissed => ReceiptKind.Dismissed,
        V1.ReceiptKind.Failed => ReceiptKind.Failed,
        _ => ReceiptKind.Malformed,
    };

    public static V1.Notice Notice(OutgoingNotice notice, WhyLinks why) => new()
    {
        NoticeId = notice.NoticeId,
        Text = notice.Text,
        Language = notice.Language,
        ExpiresMs = notice.ExpiresMs,
        WhyUrl = why.Of(notice.NoticeId),
    };

    public static V1.SessionAccepted Accepted(SessionIdentity identity, int reportIntervalMs) => new()
    {
        ReportIntervalMs = reportIntervalMs,
        Isp = identity.Isp ?? "",
    };
}
