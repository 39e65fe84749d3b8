using System.Globalization;
using NoticeService.Domain.Verdicts;
using NoticeService.Web.Evidence;

namespace NoticeService.Web.Why;

/// <summary>
/// All that viewers read, in one language. Like the notices themselves, only what is the ISP's own fault is called so. Immutable.
/// </summary>
public abstract class WhyWords
{
    /// <summary>BCP 47 tag, as in the page's <c>lang</c>.</summary>
    public abstract string Language { get; }

    public abstract string Skip { get; }

    /// <summary>Before the name of where the ISPs of addresses are from.</summary>
    public abstract string IspsByAddress { get; }

    public abstract string Title { get; }

    /// <summary>Before a time.</summary>
    public abstract string ShownOn { get; }

    /// <summary>After it, before the ISP's name.</summary>
    public abstract string ToAViewerOn { get; }

    public abstract string TakenBack { get; }

    public abstract string WasWrong { get; }

    /// <summary>When it was found out, after <see cref="WasWrong"/>.</summary>
    public abstract string On(string stamp);

    public abstract string Sorry { get; }

    public abstract string YourPlayer { get; }

    /// <param name="kbps">Just before the notice, kbit/s.</param>
    /// <param name="normKbps">When nothing is crowded, kbit/s.</param>
    public abstract string Measured(double kbps, double normKbps);

    public abstract string HadToWait { get; }

    /// <param name="shortfall">Against calm, octaves; above 0 is faster.</param>
    public abstract string MeasuredAgainstCalm(double shortfall);

    public abstract string Others { get; }

    public abstract string OthersOfHome(string isp);

    /// <param name="culprit">Whose households are counted.</param>
    /// <param name="isp">The ISP's name.</param>
    /// <param name="accused">What they lost.</param>
    public abstract string Lost(Culprit culprit, string isp, EvidenceReading accused);

    /// <param name="isp">The name of the ISP of peers that are on one; null when they are of others.</param>
    /// <param name="isSamePath">Whether the others are over the same path.</param>
    /// <param name="lostAtMost">A share.</param>
    public abstract string PeersLost(string? isp, bool isSamePath, double lostAtMost);

    /// <summary>What follows from it.</summary>
    public abstract string So(Culprit culprit, string isp);

    public abstract string NoLongerKept { get; }

    public abstract string WhatToDo { get; }

    public abstract string Advice(Culprit culprit);

    public abstract string AboutNotices { get; }

    public abstract string WhenWeTell { get; }

    public abstract string WhatIsHere { get; }

    public abstract (string Title, string Text) NoSuchNotice { get; }

    public abstract (string Title, string Text) StoreIsOut { get; }

    public abstract (string Title, string Text) NoSuchPage { get; }

    /// <summary>How numbers are written.</summary>
    protected abstract NumberFormatInfo Numbers { get; }

    protected string Kbps(double kbps) => EvidenceText.Kbps(kbps, Numbers);

    protected string Percent(double share) => EvidenceText.Percent(share, Numbers);

    protected string Count(long count) => count.ToString("#,0", Numbers);
}
