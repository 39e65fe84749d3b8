using System.Globalization;
using NoticeService.Domain.Verdicts;
using NoticeService.Web.Evidence;

namespace NoticeService.Web.Why;

/// <inheritdoc/>
internal sealed class WhyInEnglish : WhyWords
{
    public override string Language => "en";

    public override string Skip => "Skip to the content";

    public override string IspsByAddress => "ISPs by address:";

    public override string Title => "Why you saw this";

    public override string ShownOn => "Shown on";

    public override string ToAViewerOn => "to a viewer on";

    public override string TakenBack => "We take it back";

    public override string WasWrong => "We later found that this was wrong";

    public override string Sorry => "We are sorry. Below is what we believed when you saw it.";

    public override string YourPlayer => "What your player measured";

    public override string HadToWait => "Your player had to wait for it.";

    public override string Others => "What others saw in the same minute";

    public override string NoLongerKept => "The figures of the others are no longer kept.";

    public override string WhatToDo => "What you can do";

    public override string AboutNotices => "About such notices";

    public override string WhenWeTell =>
        "We show them to some of our viewers, and seldom, when many homes at once are slower than usual and the figures leave no other cause. If we find that one was wrong, its page says so.";

    public override string WhatIsHere =>
        "This page has the figures of many homes together and of your own player, and nothing by which you or anybody else could be found. Whoever has its address can read it.";

    public override (string Title, string Text) NoSuchNotice => ("There is no such notice", "The address may be mistyped, or the notice may be so old that it is no longer kept.");

    public override (string Title, string Text) StoreIsOut => ("We cannot look it up now", "Please try again in a minute. Your playback does not depend on it.");

    public override (string Title, string Text) NoSuchPage => ("There is nothing here", "The address may be mistyped, or the page may have gone.");

    protected override NumberFormatInfo Numbers => NumberFormatInfo.InvariantInfo;

    public override string On(string stamp) => $"on {stamp}";

    public override string Measured(double kbps, double normKbps) =>
        $"Just before, your video arrived at {Kbps(kbps)}. When nothing is crowded, it arrives at about {Kbps(normKbps)}.";

    public override string MeasuredAgainstCalm(double shortfall) =>
        $"Just before, your video arrived {EvidenceText.Against(shortfall)} than it does when nothing is crowded.";

    public override string OthersOfHome(string isp) =>
        $"Others on {isp} were not slow. So the cause is most likely near you: the wiring, the router, the wireless network, or another device that uses it.";

    public override string Lost(Culprit culprit, string isp, EvidenceReading accused) =>
        $"{Count(accused.Households)} households {Whose(culprit, isp)} lost about {Percent(accused.Lost)} of their throughput (with near certainty {Percent(accused.LostAtLeast)} or more).";

    public override string PeersLost(string? isp, bool isSamePath, double lostAtMost) => (isp, isSamePath) switch
    {
        ({ } name, _) => $"Homes on {name} that we reached another way lost at most {Percent(lostAtMost)}.",
        (null, true) => $"Homes of other providers that we reached the same way lost at most {Percent(lostAtMost)}.",
        _ => $"All others lost at most {Percent(lostAtMost)}.",
    };

    public override string So(Culprit culprit, string isp) => culprit switch
    {
        Culprit.Isp => $"So the network of {isp} itself was crowded: not the way to it, not our servers, and not your home.",
        Culprit.Interconnect => $"So it was crowded where the way that we chose meets the network of {isp}: the network as a whole was not, and your home was not.",
        Culprit.Path => $"So the way that we chose was crowded, and not the network of {isp} nor your home.",
        _ => "So it was our own service, and neither your provider nor your home.",
    };

    public override string Advice(Culprit culprit) => culprit == Culprit.Home
        ? "Check the wiring, restart the router, move closer to it or use a cable, see whether another device is busy, or choose a lower quality in the settings."
        : "Nothing at home: it is not your equipment. Your player chooses a quality that still arrives in time, and goes back up by itself when there is room again.";

    private static string Whose(Culprit culprit, string isp) => culprit switch
    {
        Culprit.Isp => $"on {isp}, whichever way we reached them,",
        Culprit.Interconnect => $"on {isp} that we reached the way we reached you",
        Culprit.Path => "of several providers that we reached the way we reached you",
        _ => "of every provider, whichever way we reached them,",
    };
}
