using NoticeService.Domain.Verdicts;
using NoticeService.Web.Evidence;

namespace NoticeService.Web.Why;

/// <summary>Words for viewers. Like the notices themselves, only what is the ISP's own fault is called so.</summary>
internal static class WhyText
{
    /// <summary>Whose throughput was lost, after "120 households".</summary>
    public static string Accused(Culprit culprit, string isp) => culprit switch
    {
        Culprit.Isp => $"on {isp}, whichever way we reached them,",
        Culprit.Interconnect => $"on {isp} that we reached the way we reached you",
        Culprit.Path => "of several providers that we reached the way we reached you",
        _ => "of every provider, whichever way we reached them,",
    };

    /// <summary>Who was well.</summary>
    public static string Peers(EvidenceScene scene, EvidenceReading peers) => (peers.Isp, peers.Path) switch
    {
        ({ } isp, _) => $"Homes on {scene.IspName(isp)} that we reached another way",
        (null, not null) => "Homes of other providers that we reached the same way",
        _ => "All others",
    };

    /// <summary>What follows from it.</summary>
    public static string So(Culprit culprit, string isp) => culprit switch
    {
        Culprit.Isp => $"So the network of {isp} itself was crowded: not the way to it, not our servers, and not your home.",
        Culprit.Interconnect => $"So it was crowded where the way that we chose meets the network of {isp}: the network as a whole was not, and your home was not.",
        Culprit.Path => $"So the way that we chose was crowded, and not the network of {isp} nor your home.",
        _ => "So it was our own service, and neither your provider nor your home.",
    };

    public static string Advice(Culprit culprit) => culprit == Culprit.Home
        ? "Check the wiring, restart the router, move closer to it or use a cable, see whether another device is busy, or choose a lower quality in the settings."
        : "Nothing at home: it is not your equipment. Your player chooses a quality that still arrives in time, and goes back up by itself when there is room again.";
}
