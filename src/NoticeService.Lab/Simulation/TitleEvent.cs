namespace NoticeService.Lab.Simulation;

/// <summary>Something that many viewers turn to at once, and that is encoded low: a news channel, a match on an old feed.</summary>
/// <param name="FromS">World seconds.</param>
/// <param name="ToS">World seconds.</param>
/// <param name="Isp">Only viewers of this ISP, by index; null is all.</param>
/// <param name="Share">Share of the viewers, 0 to 1.</param>
/// <param name="TopKbps">Its highest rung, kbit/s.</param>
internal sealed record TitleEvent(double FromS, double ToS, int? Isp, double Share, int TopKbps)
{
    public bool IsOn(double seconds) => seconds >= FromS && seconds < ToS;
}
