using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Configuration.Json;

namespace NoticeService.Pipeline.Configuration.Sections;

/// <summary>Reads <c>verdict</c>: the thresholds of <see cref="VerdictSettings"/>, where each has its unit and its reason.</summary>
internal static class VerdictSection
{
    public static VerdictSettings Read(ConfigNode? node, Mistakes mistakes)
    {
        var defaults = new VerdictSettings();
        return node is null ? defaults : ObjectReader.Read(node, mistakes, verdict => Check(node, ReadThresholds(verdict, defaults, mistakes), mistakes)) ?? defaults;
    }

    private static VerdictSettings ReadThresholds(ObjectReader verdict, VerdictSettings settings, Mistakes mistakes) => settings with
    {
        NamedDrop = verdict.Optional("named_drop").AsNumber(mistakes, 0.05, 0.9) ?? settings.NamedDrop,
        ClosedDrop = verdict.Optional("closed_drop").AsNumber(mistakes, 0.01, 0.9) ?? settings.ClosedDrop,
        LevelDrop = verdict.Optional("level_drop").AsNumber(mistakes, 0.05, 0.9) ?? settings.LevelDrop,
        Margin = verdict.Optional("margin").AsNumber(mistakes, 0.01, 0.9) ?? settings.Margin,
        CertainLnM = verdict.Optional("certain_ln_m").AsNumber(mistakes, 3, 100) ?? settings.CertainLnM,
        MinHouseholds = (int?)verdict.Optional("min_households").AsWhole(mistakes, 5, 100_000) ?? settings.MinHouseholds,
        MinBlocks = (int?)verdict.Optional("min_blocks").AsWhole(mistakes, 1, 100_000) ?? settings.MinBlocks,
        MinPoisoningMargin = verdict.Optional("min_poisoning_margin").AsNumber(mistakes, 0, 0.9) ?? settings.MinPoisoningMargin,
        MinIspsForPath = (int?)verdict.Optional("min_isps_for_path").AsWhole(mistakes, 2, 1_000) ?? settings.MinIspsForPath,
        MinServersForPath = (int?)verdict.Optional("min_servers_for_path").AsWhole(mistakes, 1, 1_000) ?? settings.MinServersForPath,
        MaxCapSpread = verdict.Optional("max_cap_spread").AsNumber(mistakes, 0.1, 6) ?? settings.MaxCapSpread,
        ServiceShare = verdict.Optional("service_share").AsNumber(mistakes, 0.5, 1) ?? settings.ServiceShare,
        MinCorrelation = verdict.Optional("min_correlation").AsNumber(mistakes, 0, 0.5) ?? settings.MinCorrelation,
        MaxGainPerHousehold = verdict.Optional("max_gain_per_household").AsNumber(mistakes, 0.05, 10) ?? settings.MaxGainPerHousehold,
        MaxGainPerWindow = verdict.Optional("max_gain_per_window").AsNumber(mistakes, 0.5, 100) ?? settings.MaxGainPerWindow,
        RecentWindows = (int?)verdict.Optional("recent_windows").AsWhole(mistakes, 1, 30) ?? settings.RecentWindows,
        SteadyWindows = (int?)verdict.Optional("steady_windows").AsWhole(mistakes, 1, 60) ?? settings.SteadyWindows,
        FaintWindows = (int?)verdict.Optional("faint_windows").AsWhole(mistakes, 1, 360) ?? settings.FaintWindows,
        RefitWindows = (int?)verdict.Optional("refit_windows").AsWhole(mistakes, 1, 8_640) ?? settings.RefitWindows,
        MinCalmWeight = verdict.Optional("min_calm_weight").AsNumber(mistakes, 1, 1000000) ?? settings.MinCalmWeight,
        MinCalmWindows = (int?)verdict.Optional("min_calm_windows").AsWhole(mistakes, 1, 8_640) ?? settings.MinCalmWindows,
        CalmMemoryWindows = (int?)verdict.Optional("calm_memory_windows").AsWhole(mistakes, 30, 60_480) ?? settings.CalmMemoryWindows,
        MinCellHouseholds = (int?)verdict.Optional("min_cell_households").AsWhole(mistakes, 2, 100_000) ?? settings.MinCellHouseholds,
        MinStratum = (int?)verdict.Optional("min_stratum").AsWhole(mistakes, 1, 100_000) ?? settings.MinStratum,
        HomeDrop = verdict.Optional("home_drop").AsNumber(mistakes, 0.05, 0.99) ?? settings.HomeDrop,
        HomeWindows = (int?)verdict.Optional("home_windows").AsWhole(mistakes, 2, 360) ?? settings.HomeWindows,
        ShowClosedForMs = verdict.Optional("show_closed_minutes").AsWhole(mistakes, 1, 10_080) * 60_000 ?? settings.ShowClosedForMs,
    };

    private static VerdictSettings Check(ConfigNode node, VerdictSettings settings, Mistakes mistakes)
    {
        if (settings.ClosedDrop >= settings.NamedDrop)
        {
            mistakes.Add(node, "'closed_drop' must be below 'named_drop', or a verdict would close as soon as it opens");
        }

        if (settings.ShowClosedForMs <= (settings.RefitWindows + settings.SteadyWindows) * Domain.Cells.Window.LengthMs)
        {
            mistakes.Add(node, "'show_closed_minutes' must be longer than 'refit_windows' and 'steady_windows' of 10 s, or a verdict would be gone before it is judged again");
        }

        if (settings.MaxGainPerWindow >= settings.CertainLnM)
        {
            mistakes.Add(node, "'max_gain_per_window' must be below 'certain_ln_m', or one window would decide alone");
        }

        return settings;
    }
}
