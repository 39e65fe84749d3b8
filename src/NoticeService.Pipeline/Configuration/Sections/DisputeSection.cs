using NoticeService.Domain.Disputes;
using NoticeService.Pipeline.Configuration.Json;

namespace NoticeService.Pipeline.Configuration.Sections;

/// <summary>Reads <c>disputes</c>.</summary>
internal static class DisputeSection
{
    public static DisputeSettings Read(ConfigNode? node, Mistakes mistakes)
    {
        var settings = new DisputeSettings();
        return node is null ? settings : ObjectReader.Read(node, mistakes, disputes => Check(node, ReadBounds(disputes, settings, mistakes), mistakes)) ?? settings;
    }

    private static DisputeSettings ReadBounds(ObjectReader disputes, DisputeSettings settings, Mistakes mistakes) => settings with
    {
        Pause = ReadReach(disputes.Optional("pause"), mistakes) ?? settings.Pause,
        PauseFor = disputes.Optional("pause_hours").AsNumber(mistakes, 0, DisputeSettings.MaxPauseHours, aboveMin: true) is { } hours ? TimeSpan.FromHours(hours) : settings.PauseFor,
        MaxPauses = (int?)disputes.Optional("max_pauses").AsWhole(mistakes, 1, DisputeSettings.MostPauses) ?? settings.MaxPauses,
        Period = ReadDays(disputes.Optional("period_days"), mistakes) ?? settings.Period,
        AfterRejection = ReadDays(disputes.Optional("after_rejection_days"), mistakes) ?? settings.AfterRejection,
        MaxOpen = (int?)disputes.Optional("max_open").AsWhole(mistakes, 1, DisputeSettings.MostOpen) ?? settings.MaxOpen,
    };

    private static DisputeSettings Check(ConfigNode node, DisputeSettings settings, Mistakes mistakes)
    {
        if (settings.Pause == PauseReach.Isp && settings.MaxPauses * settings.PauseFor >= settings.Period)
        {
            mistakes.Add(node, "'max_pauses' times 'pause_hours' must be shorter than 'period_days', or an ISP could keep the service silent about it for ever");
        }

        return settings;
    }

    private static TimeSpan? ReadDays(ConfigNode? node, Mistakes mistakes) =>
        node.AsNumber(mistakes, 0, DisputeSettings.MaxDays, aboveMin: true) is { } days ? TimeSpan.FromDays(days) : null;

    private static PauseReach? ReadReach(ConfigNode? node, Mistakes mistakes)
    {
        switch (node.AsText(mistakes, 20))
        {
            case null:
                return null;
            case "none":
                return PauseReach.None;
            case "verdict":
                return PauseReach.Verdict;
            case "isp":
                return PauseReach.Isp;
            case var word:
                mistakes.Add(node!, $"'{word}' is none of none, verdict and isp");
                return null;
        }
    }
}
