using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Configuration.Json;

namespace NoticeService.Pipeline.Configuration.Sections;

/// <summary>Reads <c>pacing</c>.</summary>
internal static class PacingSection
{
    public static PacingSettings Read(ConfigNode? node, Mistakes mistakes)
    {
        var settings = new PacingSettings();
        return node is null ? settings : ObjectReader.Read(node, mistakes, pacing => settings with
        {
            Cooldown = pacing.Optional("cooldown_hours").AsNumber(mistakes, 0, PacingSettings.MaxCooldownHours, aboveMin: true) is { } hours
                ? TimeSpan.FromHours(hours)
                : settings.Cooldown,
            PerIsp = ReadRate(pacing.Optional("per_isp"), settings.PerIsp, mistakes),
            Global = ReadRate(pacing.Optional("global"), settings.Global, mistakes),
        }) ?? settings;
    }

    private static PacingRate ReadRate(ConfigNode? node, PacingRate otherwise, Mistakes mistakes) =>
        node is null ? otherwise : ObjectReader.Read(node, mistakes, rate => new PacingRate(
            rate.Required("per_second").AsNumber(mistakes, 0, PacingSettings.MaxPerSecond, aboveMin: true) ?? otherwise.PerSecond,
            (int?)rate.Optional("burst").AsWhole(mistakes, 0, PacingSettings.MaxBurst) ?? 0));
}
