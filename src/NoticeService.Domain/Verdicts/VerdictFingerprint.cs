using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// Names the thresholds under which verdicts are reached, so that what was found out under some is not believed of others. The
/// service and the lab agree on it.
/// </summary>
public static class VerdictFingerprint
{
    /// <summary>Raised when the engine itself judges otherwise under the same thresholds: what was calibrated before then counts no more.</summary>
    public const int Rules = 2;

    private const int Bytes = 8;

    /// <summary>16 hexadecimal digits. All but <see cref="VerdictSettings.ShowClosedForMs"/> is in it: for how long the past is shown changes no verdict.</summary>
    public static string Of(VerdictSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var text = new StringBuilder();
        Add(nameof(Rules), Rules);
        Add(nameof(settings.NamedDrop), settings.NamedDrop);
        Add(nameof(settings.ClosedDrop), settings.ClosedDrop);
        Add(nameof(settings.LevelDrop), settings.LevelDrop);
        Add(nameof(settings.Margin), settings.Margin);
        Add(nameof(settings.CertainLnM), settings.CertainLnM);
        Add(nameof(settings.MinHouseholds), settings.MinHouseholds);
        Add(nameof(settings.MinBlocks), settings.MinBlocks);
        Add(nameof(settings.MinPoisoningMargin), settings.MinPoisoningMargin);
        Add(nameof(settings.MinIspsForPath), settings.MinIspsForPath);
        Add(nameof(settings.MinServersForPath), settings.MinServersForPath);
        Add(nameof(settings.MaxCapSpread), settings.MaxCapSpread);
        Add(nameof(settings.ServiceShare), settings.ServiceShare);
        Add(nameof(settings.MinCorrelation), settings.MinCorrelation);
        Add(nameof(settings.MaxGainPerHousehold), settings.MaxGainPerHousehold);
        Add(nameof(settings.MaxGainPerWindow), settings.MaxGainPerWindow);
        Add(nameof(settings.RecentWindows), settings.RecentWindows);
        Add(nameof(settings.SteadyWindows), settings.SteadyWindows);
        Add(nameof(settings.FaintWindows), settings.FaintWindows);
        Add(nameof(settings.RefitWindows), settings.RefitWindows);
        Add(nameof(settings.MinCalmWeight), settings.MinCalmWeight);
        Add(nameof(settings.MinCalmWindows), settings.MinCalmWindows);
        Add(nameof(settings.CalmMemoryWindows), settings.CalmMemoryWindows);
        Add(nameof(settings.MinCellHouseholds), settings.MinCellHouseholds);
        Add(nameof(settings.MinStratum), settings.MinStratum);
        Add(nameof(settings.HomeDrop), settings.HomeDrop);
        Add(nameof(settings.HomeWindows), settings.HomeWindows);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, Bytes));

        // Shortest text that reads back as the same number: the same on every machine.
        void Add(string name, double value) => text.Append(name).Append('=').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }
}
