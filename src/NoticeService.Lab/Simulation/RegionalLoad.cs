namespace NoticeService.Lab.Simulation;

/// <summary>
/// What all homes of an ISP share without any link being at fault: the evening, which takes a little from everybody, and slow
/// waves of a few per cent. Immutable.
/// </summary>
/// <param name="EveningFromS">When the evening begins to show, world seconds.</param>
/// <param name="EveningToS">When it is at its deepest.</param>
/// <param name="EveningOctaves">What it takes in the end, octaves, 0 or more.</param>
/// <param name="WaveOctaves">Height of the waves, octaves, 0 or more.</param>
/// <param name="WaveSeconds">Length of the longer wave, s.</param>
/// <param name="Phase">Of the waves, radians.</param>
internal sealed record RegionalLoad(double EveningFromS, double EveningToS, double EveningOctaves, double WaveOctaves, double WaveSeconds, double Phase)
{
    // Two waves that do not repeat together.
    private const double SecondWave = 0.382;

    /// <summary>Takes nothing.</summary>
    public static RegionalLoad None { get; } = new(0, 1, 0, 0, 600, 0);

    /// <summary>Octaves by which lines are slower now; below 0 where a wave lifts them.</summary>
    public double OctavesAt(double seconds)
    {
        var evening = Math.Clamp((seconds - EveningFromS) / (EveningToS - EveningFromS), 0, 1);
        if (WaveOctaves == 0)
        {
            return EveningOctaves * evening;
        }

        var angle = 2 * Math.PI * seconds / WaveSeconds + Phase;
        return EveningOctaves * evening + WaveOctaves * 0.5 * (Math.Sin(angle) + Math.Sin(angle / SecondWave + 2 * Phase));
    }
}
