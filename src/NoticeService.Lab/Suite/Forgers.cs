using System.Globalization;
using NoticeService.Domain.Samples;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite;

/// <summary>Clients that lie together, to have somebody blamed.</summary>
/// <param name="Isp">From whose addresses.</param>
/// <param name="Servers">From which servers they say they play.</param>
/// <param name="Count">How many.</param>
/// <param name="Blocks">Over how many address blocks.</param>
/// <param name="FromS">When they turn from a good name to a bad one, world seconds.</param>
/// <param name="HighKbps">What they say before.</param>
/// <param name="LowKbps">And then.</param>
internal sealed record ForgedGroup(string Isp, IReadOnlyList<string> Servers, int Count, int Blocks, double FromS, long HighKbps, long LowKbps);

/// <summary>One forged row.</summary>
internal readonly record struct ForgedRow(string SessionId, string UserId, string Address, Sample Sample);

/// <summary>Writes the reports of forgers. Pure.</summary>
internal sealed class Forgers(ForgedGroup group, string addressPrefix, ulong seed)
{
    private const double IntervalSeconds = 10;

    // They shake their figures a little, so as not to look forged.
    private const double SpreadOctaves = 0.15;

    private readonly double[] offsets = [.. Enumerable.Range(0, group.Count).Select(i => new SeededRandom(seed, 30, (ulong)i).Between(0, IntervalSeconds))];

    /// <summary>What they send in a step.</summary>
    /// <param name="seconds">World seconds at its end.</param>
    /// <param name="nowMs">The same, ms since the Unix epoch.</param>
    public IEnumerable<ForgedRow> Rows(double seconds, long nowMs)
    {
        for (var i = 0; i < group.Count; i++)
        {
            var since = (seconds - offsets[i]) % IntervalSeconds;
            if (seconds < offsets[i] || since >= World.StepSeconds - 1e-6)
            {
                continue;
            }

            var draw = new SeededRandom(seed, 31, (ulong)i, (ulong)(seconds * World.StepsPerSecond));
            var kbps = (seconds < group.FromS ? group.HighKbps : group.LowKbps) * Math.Pow(2, draw.Between(-SpreadOctaves, SpreadOctaves));
            var name = string.Create(CultureInfo.InvariantCulture, $"f-{seed}-{group.Isp}-{i:d4}");
            yield return new ForgedRow(
                name,
                "viewer-" + name,
                string.Create(CultureInfo.InvariantCulture, $"{addressPrefix}.{i % group.Blocks}.{1 + i / group.Blocks % 254}"),
                new Sample(
                    Math.Clamp((long)kbps, 1, SampleRules.MaxThroughputKbps),
                    5_800,
                    5_800,
                    25_000,
                    0,
                    2_500_000,
                    AppLimited.No,
                    group.Servers[i % group.Servers.Count],
                    nowMs));
        }
    }
}
